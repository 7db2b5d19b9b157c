package io.kvorum.server.bootstrap;

import io.kvorum.server.bootstrap.RunningCluster.KnownMember;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import java.util.List;
import java.util.Optional;

/**
 * The running cluster in which a newcomer finds its own id by its peer URLs (C64).
 *
 * @param ownId of the member that starts
 */
record JoinedCluster(RunningCluster cluster, MemberId ownId) {
    /** Fails in etcd's words unless the listed members are those of the cluster, matched by their peer URLs. */
    static JoinedCluster of(InitialCluster listed, String ownName, RunningCluster cluster, NameService names) {
        if (cluster.members().size() != listed.urlsByName().size()) {
            throw invalid(cluster, "member count is unequal");
        }
        MemberId ownId = null;
        for (KnownMember member : cluster.members()) {
            String name = nameOf(member, listed, cluster, names);
            if (name.equals(ownName)) {
                ownId = member.id();
            }
        }
        if (ownId == null) {
            throw invalid(cluster, "no member has the PeerURLs of " + ownName);
        }
        return new JoinedCluster(cluster, ownId);
    }

    private static String nameOf(KnownMember member, InitialCluster listed, RunningCluster cluster, NameService names) {
        String difference = "";
        for (String name : listed.urlsByName().keySet()) {
            List<String> urls = listed.urlsByName().get(name).stream().sorted().toList();
            Optional<String> found = PeerUrls.difference(member.peerUrls(), urls, names);
            if (found.isEmpty()) {
                return name;
            }
            difference = found.get();
        }
        throw invalid(
                cluster,
                "PeerURLs: no match found for existing member (" + member.id() + ", "
                        + RunningCluster.spaced(member.peerUrls()) + "), last resolver error (" + difference + ")");
    }

    private static ComponentException invalid(RunningCluster cluster, String why) {
        return new ComponentException("error validating peerURLs " + cluster + ": " + why);
    }
}

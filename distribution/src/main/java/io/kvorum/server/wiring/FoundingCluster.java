package io.kvorum.server.wiring;

import io.kvorum.engine.cluster.MemberIds;
import io.kvorum.server.config.ClusterSettings;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The cluster that a first start founds (C61, R270).
 *
 * @param ownId of the member that starts
 */
record FoundingCluster(long clusterId, MemberId ownId, Membership membership) {
    /** Fails with a sentence if the settings do not describe a cluster of one. */
    static FoundingCluster of(Configuration configuration) {
        if (configuration.get(ClusterSettings.INITIAL_CLUSTER_STATE).equals("existing")) {
            throw new ComponentException(
                    "--initial-cluster-state=existing: joining a running cluster comes with the next"
                            + " release of Kvorum; this one runs a single member");
        }
        Map<String, List<String>> urlsByName = parse(configuration.initialCluster());
        String name = configuration.get(MemberSettings.NAME);
        List<String> own = urlsByName.get(name);
        if (own == null) {
            throw new ComponentException(
                    "couldn't find local name \"" + name + "\" in the initial cluster configuration");
        }
        requireSameUrls(
                name,
                own,
                configuration.get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS).urls());
        if (urlsByName.size() > 1) {
            throw new ComponentException("--initial-cluster names " + urlsByName.size()
                    + " members: clusters come with the next release of Kvorum; this one runs a single member");
        }
        String token = configuration.get(ClusterSettings.INITIAL_CLUSTER_TOKEN);
        MemberId id = MemberIds.founding(own, token);
        Membership membership = new Membership(List.of(new Member(id, own, false)), List.of());
        return new FoundingCluster(MemberIds.cluster(List.of(id)), id, membership);
    }

    Bootstrap bootstrap() {
        return new Bootstrap.New(membership);
    }

    private static Map<String, List<String>> parse(String text) {
        Map<String, List<String>> urlsByName = new LinkedHashMap<>();
        Set<String> all = new HashSet<>();
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new ComponentException("error setting up initial cluster: \"" + part
                        + "\" in --initial-cluster does not have the form name=URL");
            }
            String url = part.substring(equals + 1).strip();
            if (!all.add(url)) {
                throw new ComponentException("initial cluster " + text + " has duplicate url");
            }
            urlsByName
                    .computeIfAbsent(part.substring(0, equals).strip(), absent -> new ArrayList<>())
                    .add(url);
        }
        return urlsByName;
    }

    private static void requireSameUrls(String name, List<String> listed, List<String> advertised) {
        for (String url : listed) {
            if (!advertised.contains(url)) {
                throw new ComponentException("--initial-cluster has " + name + "=" + url
                        + " but missing from --initial-advertise-peer-urls=" + String.join(",", advertised)
                        + " (the two must be equal)");
            }
        }
        for (String url : new TreeSet<>(advertised)) {
            if (!listed.contains(url)) {
                throw new ComponentException("--initial-advertise-peer-urls has " + url
                        + " but missing from --initial-cluster=" + name + "=" + String.join(",", listed));
            }
        }
    }
}

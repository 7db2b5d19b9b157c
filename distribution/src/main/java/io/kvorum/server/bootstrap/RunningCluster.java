package io.kvorum.server.bootstrap;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.util.List;
import java.util.Optional;

/**
 * What a member of a running cluster says of it.
 *
 * @param members ascending by id
 * @param removed ids that never come back
 */
public record RunningCluster(long clusterId, List<KnownMember> members, List<MemberId> removed) {
    public RunningCluster {
        members = List.copyOf(members);
        removed = List.copyOf(removed);
    }

    /**
     * One of its members.
     *
     * @param name empty before it has started
     * @param clientUrls empty before it has started
     */
    public record KnownMember(
            MemberId id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
        public KnownMember {
            peerUrls = List.copyOf(peerUrls);
            clientUrls = List.copyOf(clientUrls);
        }

        /** Whether it told the cluster about itself once. */
        boolean started() {
            return !clientUrls.isEmpty();
        }

        /** As etcd prints it in messages. */
        @Override
        public String toString() {
            return "&{ID:" + id + " RaftAttributes:{PeerURLs:" + spaced(peerUrls) + " IsLearner:" + learner
                    + "} Attributes:{Name:" + name + " ClientURLs:" + spaced(clientUrls) + "}}";
        }
    }

    Optional<KnownMember> find(MemberId id) {
        return members.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    Membership membership() {
        return new Membership(
                members.stream()
                        .map(member -> new Member(member.id(), member.peerUrls(), member.learner()))
                        .toList(),
                removed);
    }

    static String spaced(List<String> words) {
        return "[" + String.join(" ", words) + "]";
    }

    /** As etcd prints it in messages. */
    @Override
    public String toString() {
        return "{ClusterID:" + Long.toHexString(clusterId) + " Members:"
                + spaced(members.stream().map(KnownMember::toString).toList()) + " RemovedMemberIDs:"
                + spaced(removed.stream().map(MemberId::toString).toList()) + "}";
    }
}

package io.kvorum.server.bootstrap;

import io.kvorum.engine.cluster.MemberIds;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.util.List;

/**
 * The cluster that a first start founds: its ids follow from the peer URLs and the token (R270), so that every founder
 * computes the same ones without asking.
 *
 * @param ownId of the member that starts
 */
record FoundingCluster(long clusterId, MemberId ownId, Membership membership) {
    static FoundingCluster of(InitialCluster listed, String ownName, String token) {
        MemberId own = MemberIds.founding(listed.require(ownName), token);
        List<Member> members = listed.urlsByName().values().stream()
                .map(urls -> new Member(MemberIds.founding(urls, token), urls, false))
                .toList();
        long cluster = MemberIds.cluster(members.stream().map(Member::id).toList());
        return new FoundingCluster(cluster, own, new Membership(members, List.of()));
    }
}

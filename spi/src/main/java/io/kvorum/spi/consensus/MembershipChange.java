package io.kvorum.spi.consensus;

import io.kvorum.spi.MemberId;
import java.util.List;

/** A wish to change the members. Whether it is wise was decided above; the algorithm only keeps quorums safe. */
public sealed interface MembershipChange {
    /** Adds a voter or a learner that is not a member yet. */
    record Add(Member member) implements MembershipChange {}

    /** Makes a learner a voter. */
    record Promote(MemberId member) implements MembershipChange {}

    /** Removes a member, possibly the leader. */
    record Remove(MemberId member) implements MembershipChange {}

    /** Changes the addresses of a member. */
    record UpdateAddresses(MemberId member, List<String> peerUrls) implements MembershipChange {
        public UpdateAddresses {
            peerUrls = List.copyOf(peerUrls);
        }
    }
}

package io.kvorum.raft.membership;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.util.ArrayList;
import java.util.List;

/** Members that were removed and have to be reached for a while: until they, or others, know it. */
public final class DepartingMembers {
    private DepartingMembers() {}

    /** Whom to talk to: the members, and those who depart as if they were not removed. */
    public static Membership with(Membership membership, List<Member> departing) {
        if (departing.isEmpty()) {
            return membership;
        }
        List<Member> members = new ArrayList<>(membership.members());
        List<MemberId> removed = new ArrayList<>(membership.removed());
        for (Member one : departing) {
            members.add(one);
            removed.remove(one.id());
        }
        return new Membership(members, removed);
    }
}

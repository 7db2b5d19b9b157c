package io.kvorum.raft.membership;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step from one membership to the next. A step moves at most one vote, so that majorities before and after always
 * overlap.
 */
public final class MembershipTransition {
    private MembershipTransition() {}

    /** Why the change is impossible; empty when it is possible. */
    public static Optional<String> refusal(Membership before, MembershipChange change) {
        if (change instanceof MembershipChange.Add add) {
            MemberId id = add.member().id();
            if (before.removed().contains(id)) {
                return Optional.of("member " + id + " was removed and cannot come back");
            }
            return before.find(id).map(member -> "member " + id + " is there already");
        }
        if (change instanceof MembershipChange.Promote promote) {
            Optional<Member> candidate = before.find(promote.member());
            if (candidate.isEmpty()) {
                return missing(promote.member());
            }
            return candidate
                    .filter(member -> !member.learner())
                    .map(member -> "member " + member.id() + " is no learner");
        }
        if (change instanceof MembershipChange.Remove remove) {
            if (before.voters().equals(List.of(remove.member()))) {
                return Optional.of("member " + remove.member() + " is the last that votes");
            }
            return before.find(remove.member()).isPresent() ? Optional.empty() : missing(remove.member());
        }
        MemberId updated = ((MembershipChange.UpdateAddresses) change).member();
        return before.find(updated).isPresent() ? Optional.empty() : missing(updated);
    }

    /** The membership after a change for which {@link #refusal} is empty. */
    public static Membership apply(Membership before, MembershipChange change) {
        refusal(before, change).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        List<Member> members = new ArrayList<>(before.members());
        List<MemberId> removed = new ArrayList<>(before.removed());
        if (change instanceof MembershipChange.Add add) {
            members.add(add.member());
        } else if (change instanceof MembershipChange.Promote promote) {
            members.replaceAll(member ->
                    member.id().equals(promote.member()) ? new Member(member.id(), member.peerUrls(), false) : member);
        } else if (change instanceof MembershipChange.Remove remove) {
            members.removeIf(member -> member.id().equals(remove.member()));
            removed.add(remove.member());
        } else if (change instanceof MembershipChange.UpdateAddresses update) {
            members.replaceAll(member -> member.id().equals(update.member())
                    ? new Member(member.id(), update.peerUrls(), member.learner())
                    : member);
        }
        return new Membership(members, removed);
    }

    private static Optional<String> missing(MemberId member) {
        return Optional.of("there is no member " + member);
    }
}

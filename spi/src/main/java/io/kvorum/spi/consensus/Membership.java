package io.kvorum.spi.consensus;

import io.kvorum.spi.MemberId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The members of a cluster as of some entry.
 *
 * @param members ascending by id
 * @param removed every id that was ever removed; they never come back (R278)
 */
public record Membership(List<Member> members, List<MemberId> removed) {
    /** Before bootstrap. */
    public static final Membership EMPTY = new Membership(List.of(), List.of());

    public Membership {
        members = members.stream().sorted(Comparator.comparing(Member::id)).toList();
        removed = removed.stream().sorted().toList();
    }

    /** The member of that id, if there is one. Called for every message and turn, so it makes no stream. */
    public Optional<Member> find(MemberId id) {
        for (Member member : members) {
            if (member.id().equals(id)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /** The members that vote. */
    public List<MemberId> voters() {
        return members.stream()
                .filter(member -> !member.learner())
                .map(Member::id)
                .toList();
    }

    /** The members that only follow. */
    public List<MemberId> learners() {
        return members.stream().filter(Member::learner).map(Member::id).toList();
    }
}

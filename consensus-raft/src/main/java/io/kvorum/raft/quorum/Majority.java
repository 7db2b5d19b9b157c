package io.kvorum.raft.quorum;

import io.kvorum.spi.MemberId;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Who votes, and what more than half of them agree on. Immutable. */
public final class Majority {
    private final MemberId[] voters;

    public Majority(List<MemberId> voters) {
        this.voters = voters.stream().sorted().distinct().toArray(MemberId[]::new);
    }

    public int size() {
        return voters.length;
    }

    public boolean contains(MemberId member) {
        for (MemberId voter : voters) {
            if (voter.equals(member)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this member alone decides. */
    public boolean isOnly(MemberId member) {
        return voters.length == 1 && voters[0].equals(member);
    }

    /** The highest number that more than half of the voters have reached; 0 without voters. */
    public long reached(ToLongFunction<MemberId> position) {
        if (voters.length == 1) {
            return position.applyAsLong(voters[0]);
        }
        if (voters.length == 0) {
            return 0;
        }
        long[] ascending = new long[voters.length];
        for (int i = 0; i < voters.length; i++) {
            long value = position.applyAsLong(voters[i]);
            int place = i;
            while (place > 0 && ascending[place - 1] > value) {
                ascending[place] = ascending[place - 1];
                place--;
            }
            ascending[place] = value;
        }
        return ascending[(voters.length - 1) / 2];
    }

    /** Whether more than half of the voters pass; false without voters. */
    public boolean pass(Predicate<MemberId> test) {
        int passing = 0;
        for (MemberId voter : voters) {
            if (test.test(voter)) {
                passing++;
            }
        }
        return passing > voters.length / 2;
    }

    /**
     * The state of an election.
     *
     * @param vote TRUE, FALSE, or null for who has not answered; not asked about others than voters
     */
    public ElectionResult election(Function<MemberId, Boolean> vote) {
        if (pass(voter -> Boolean.TRUE.equals(vote.apply(voter)))) {
            return ElectionResult.WON;
        }
        return pass(voter -> !Boolean.FALSE.equals(vote.apply(voter))) ? ElectionResult.OPEN : ElectionResult.LOST;
    }

    @Override
    public String toString() {
        return List.of(voters).toString();
    }
}

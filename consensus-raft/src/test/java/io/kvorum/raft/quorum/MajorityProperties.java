package io.kvorum.raft.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.MemberId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The fast answers against slow, obvious ones. */
final class MajorityProperties {
    @Property
    void reachedIsTheHighestPositionThatMoreThanHalfHave(
            @ForAll @Size(min = 1, max = 9) List<@LongRange(min = 0, max = 20) Long> positions) {
        Majority majority = majority(positions.size());
        long reached = majority.reached(id -> positions.get((int) id.value() - 1));
        long slow = 0;
        for (long candidate = 0; candidate <= 20; candidate++) {
            long position = candidate;
            if (positions.stream().filter(own -> own >= position).count() * 2 > positions.size()) {
                slow = candidate;
            }
        }
        assertThat(reached).isEqualTo(slow);
    }

    @Property
    void anElectionIsWonOrLostExactlyWhenNoFurtherVoteCanChangeIt(
            @ForAll @Size(min = 1, max = 7) List<@IntRange(min = 0, max = 2) Integer> votes) {
        Map<Long, Boolean> given = new HashMap<>();
        for (int i = 0; i < votes.size(); i++) {
            if (votes.get(i) != 2) {
                given.put(i + 1L, votes.get(i) == 1);
            }
        }
        long yes = votes.stream().filter(vote -> vote == 1).count();
        long open = votes.stream().filter(vote -> vote == 2).count();
        ElectionResult slow = yes * 2 > votes.size()
                ? ElectionResult.WON
                : (yes + open) * 2 > votes.size() ? ElectionResult.OPEN : ElectionResult.LOST;
        assertThat(majority(votes.size()).election(id -> given.get(id.value()))).isEqualTo(slow);
    }

    @Property
    void twoMajoritiesOfTheSameVotersMeet(
            @ForAll @IntRange(min = 1, max = 7) int size, @ForAll int first, @ForAll int second) {
        Majority majority = majority(size);
        boolean both = majority.pass(id -> (first >> id.value() & 1) == 1)
                && majority.pass(id -> (second >> id.value() & 1) == 1);
        boolean meet = false;
        for (int id = 1; id <= size; id++) {
            meet |= (first >> id & second >> id & 1) == 1;
        }
        assertThat(!both || meet).isTrue();
    }

    @Property
    void withoutVotersNobodyWins(@ForAll long position) {
        Majority nobody = new Majority(List.of());
        assertThat(nobody.pass(id -> true)).isFalse();
        assertThat(nobody.reached(id -> position)).isZero();
        assertThat(nobody.election(id -> true)).isEqualTo(ElectionResult.LOST);
    }

    private static Majority majority(int size) {
        return new Majority(
                LongStream.rangeClosed(1, size).mapToObj(MemberId::new).toList());
    }
}

package io.kvorum.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which followers count as silent, and which as far behind. */
final class FollowerWatchTest {
    private static final int ELECTION_TICKS = 10;
    private static final int PATIENCE = 3 * ELECTION_TICKS;
    private static final long ENTRIES_MAX = 100;
    private static final MemberId ONE = new MemberId(1);

    private final FollowerWatch watch = new FollowerWatch(ELECTION_TICKS, ENTRIES_MAX);
    private long now;

    private void answers(long match, long lastIndex) {
        tick(++now, match, lastIndex);
    }

    private void tick(long contact, long match, long lastIndex) {
        watch.tick(List.of(new ConsensusStatus.Peer(ONE, match, contact)), lastIndex);
    }

    @Test
    void whoDoesNotAnswerIsSilentUntilItAnswers() {
        answers(5, 5);
        long last = now;
        for (int i = 0; i < PATIENCE - 1; i++) {
            tick(last, 5, 5);
        }
        assertThat(watch.silent()).isEmpty();
        tick(last, 5, 5);
        tick(last, 5, 5);
        assertThat(watch.silent()).containsExactly(ONE);
        answers(5, 5);
        assertThat(watch.silent()).isEmpty();
    }

    @Test
    void whoAnswersAndFallsBackIsBehindUntilItHasCaughtUp() {
        for (int i = 0; i <= PATIENCE; i++) {
            answers(5, 200 + i);
        }
        assertThat(watch.behind()).containsExactly(ONE);
        assertThat(watch.silent()).isEmpty();
        answers(170, 250);
        assertThat(watch.behind()).containsExactly(ONE);
        answers(220, 250);
        assertThat(watch.behind()).isEmpty();
    }

    @Test
    void whoCatchesUpIsNotBehind() {
        for (int i = 0; i < 3 * PATIENCE; i++) {
            answers(5 + i, 10_000);
        }
        assertThat(watch.behind()).isEmpty();
    }

    @Test
    void whoMissesLittleIsNotBehind() {
        for (int i = 0; i < 3 * PATIENCE; i++) {
            answers(5 + i, 5 + i + ENTRIES_MAX);
        }
        assertThat(watch.behind()).isEmpty();
    }

    @Test
    void whoFollowsNoMoreIsForgotten() {
        for (int i = 0; i <= PATIENCE; i++) {
            tick(0, 5, 5);
        }
        assertThat(watch.silent()).containsExactly(ONE);
        watch.tick(List.of(), 5);
        assertThat(watch.silent()).isEmpty();
    }
}

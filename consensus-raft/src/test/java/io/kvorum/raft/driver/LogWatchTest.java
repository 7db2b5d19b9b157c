package io.kvorum.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a log counts as stalled. */
final class LogWatchTest {
    private static final int ELECTION_TICKS = 10;

    private final LogWatch watch = new LogWatch(ELECTION_TICKS);

    private void tick(int times, long given, long stored) {
        for (int i = 0; i < times; i++) {
            watch.tick(false, given, stored, false);
        }
    }

    @Test
    void aLogThatStoresNothingForAnElectionTimeoutStalls() {
        tick(1, 5, 5);
        tick(ELECTION_TICKS - 1, 9, 5);
        assertThat(watch.stalled()).isFalse();
        tick(1, 9, 5);
        assertThat(watch.stalled()).isTrue();
        tick(1, 9, 6);
        assertThat(watch.stalled()).isFalse();
    }

    @Test
    void aLogThatHasNothingToStoreDoesNotStall() {
        tick(3 * ELECTION_TICKS, 5, 5);
        assertThat(watch.stalled()).isFalse();
    }

    @Test
    void aSlowLogThatGetsOnDoesNotStall() {
        for (int stored = 1; stored < 10; stored++) {
            tick(ELECTION_TICKS - 1, 99, stored);
            assertThat(watch.stalled()).isFalse();
        }
    }

    @Test
    void aLogThatIsNewMayTakeItsTime() {
        tick(5 * ELECTION_TICKS, 1, 0);
        assertThat(watch.stalled()).isFalse();
        tick(5 * ELECTION_TICKS, 1, 0);
        assertThat(watch.stalled()).isTrue();
    }

    @Test
    void aFullLogIsFullAndDoesNotStall() {
        for (int i = 0; i < 3 * ELECTION_TICKS; i++) {
            watch.tick(true, 9, 5, false);
        }
        assertThat(watch.lacksSpace()).isTrue();
        assertThat(watch.stalled()).isFalse();
        watch.tick(false, 9, 5, false);
        assertThat(watch.lacksSpace()).isFalse();
    }
}

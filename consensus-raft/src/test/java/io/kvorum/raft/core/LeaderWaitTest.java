package io.kvorum.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts as being without a leader. */
final class LeaderWaitTest {
    private final LeaderWait wait = new LeaderWait();

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            wait.tick();
        }
    }

    @Test
    void theFirstLeaderIsWaitedForSinceTheStart() {
        tick(7);
        wait.led(2);
        assertThat(wait.last()).isEqualTo(7);
    }

    @Test
    void theNextLeaderIsWaitedForSinceTheLastWordOfTheOneBefore() {
        wait.led(2);
        tick(3);
        wait.led(2);
        tick(12);
        wait.led(5);
        assertThat(wait.last()).isEqualTo(12);
    }

    @Test
    void aLeaderThatIsSilentForAWhileAndLeadsOnWasNotWaitedFor() {
        wait.led(2);
        tick(9);
        wait.led(2);
        assertThat(wait.last()).isZero();
    }
}

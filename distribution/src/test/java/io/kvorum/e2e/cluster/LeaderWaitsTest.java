package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The check bites: a cluster that takes too long is found, one that is unlucky once is not. */
final class LeaderWaitsTest {
    private static final int ELECTION_TICKS = 10;

    private static void judge(long... waits) {
        LeaderWaits all = new LeaderWaits(ELECTION_TICKS);
        for (long wait : waits) {
            all.note(wait);
        }
        all.judge();
    }

    @Test
    void mostInTimePass() {
        assertThatCode(() -> judge(11, 34, 19)).doesNotThrowAnyException();
    }

    @Test
    void aTimeoutThatIsTwiceAsLongIsFound() {
        assertThatThrownBy(() -> judge(20, 26, 23)).hasMessageContaining("[20, 26, 23]");
    }

    @Test
    void mostLateAreFound() {
        assertThatThrownBy(() -> judge(12, 26, 23)).hasMessageContaining("most in less than two election timeouts");
    }
}

package io.kvorum.transport.grpc.peer.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.runtime.Clock;
import org.junit.jupiter.api.Test;

class SnapshotPaceTest {
    @Test
    void peer5_theRateIsKept() {
        PaceClock clock = new PaceClock();
        SnapshotPace pace = new SnapshotPace(clock, 1_000_000);
        assertThat(pace.sent(500_000)).isEqualTo(500_000_000L);
        assertThat(pace.sent(500_000)).isEqualTo(1_000_000_000L);
        clock.now += 5_000_000_000L;
        assertThat(pace.sent(100_000)).isEqualTo(100_000_000L);
    }

    private static final class PaceClock implements Clock {
        private long now = 17;

        @Override
        public long nanoseconds() {
            return now;
        }

        @Override
        public long wallMilliseconds() {
            return 0;
        }
    }
}

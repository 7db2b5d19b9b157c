package io.kvorum.transport.grpc.peer.snapshot;

import io.kvorum.spi.runtime.Clock;

/** Keeps all snapshots of this member together below a rate. Any thread. */
final class SnapshotPace {
    private static final long SECOND = 1_000_000_000L;

    private final Clock clock;
    private final long bytesPerSecond;
    private long free;

    SnapshotPace(Clock clock, long bytesPerSecond) {
        this.clock = clock;
        this.bytesPerSecond = bytesPerSecond;
        this.free = clock.nanoseconds();
    }

    /** Notes that bytes are sent now; returns how many nanoseconds to wait before the next ones. */
    synchronized long sent(int bytes) {
        long now = clock.nanoseconds();
        // What was not used before is gone: a pause is not followed by a burst.
        free = free - now < 0 ? now : free;
        free += bytes * SECOND / bytesPerSecond;
        return free - now;
    }
}

package io.kvorum.engine.snapshot;

import io.kvorum.spi.runtime.Cancellable;
import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A clock that moves only while a spool of this runtime is written; timers are noted and never run. */
final class SlowRuntime implements NodeRuntime {
    final List<Duration> rests = new ArrayList<>();
    private long nanoseconds;

    /** A spool for which each slice takes so long: it is all spent on the piece that begins the slice. */
    SpoolFile spool(Duration slice) {
        SpoolFile heap = new HeapSpools().create("slow");
        return new SpoolFile() {
            private long nextSlice;

            @Override
            public void append(ByteBuffer bytes) {
                if (heap.size() >= nextSlice) {
                    nextSlice += PacedWriting.SLICE_BYTES;
                    nanoseconds += slice.toNanos();
                }
                heap.append(bytes);
            }

            @Override
            public int read(long position, ByteBuffer target) {
                return heap.read(position, target);
            }

            @Override
            public long size() {
                return heap.size();
            }

            @Override
            public void delete() {
                heap.delete();
            }
        };
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public long nanoseconds() {
                return nanoseconds;
            }

            @Override
            public long wallMilliseconds() {
                return 0;
            }
        };
    }

    @Override
    public Cancellable schedule(Lane lane, Duration delay, Runnable task) {
        rests.add(delay);
        return () -> {};
    }

    @Override
    public Lane lane(String name, int capacity) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public RandomGenerator random(String purpose) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RandomGenerator secureRandom() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Metrics metrics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path directory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void halt(String reason, Throwable cause) {
        throw new IllegalStateException(reason, cause);
    }
}

package io.kvorum.engine.read;

import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The read pool: as many lanes as the runtime finds worth having, for ranges that are long or must look at the disk.
 *
 * <p>A task goes to the next lane in turn, and to another one if that is full; when all are full the caller refuses with
 * "too many requests".
 */
public final class ReadLanes {
    private static final int CAPACITY = 10_000;

    private final Lane[] lanes;
    private final AtomicInteger turn = new AtomicInteger();

    public ReadLanes(NodeRuntime runtime) {
        lanes = new Lane[runtime.parallelism()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = runtime.lane("read-" + i, CAPACITY);
        }
    }

    /** Runs the task on some lane; false if all are full. Any thread. */
    public boolean offer(Runnable task) {
        int first = turn.getAndIncrement() & Integer.MAX_VALUE;
        for (int i = 0; i < lanes.length; i++) {
            if (lanes[(first + i) % lanes.length].offer(task)) {
                return true;
            }
        }
        return false;
    }
}

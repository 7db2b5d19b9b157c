package io.kvorum.engine.cluster;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stops a member that has applied its own removal (R279), a moment later: what it still has to send gets out. */
public final class OwnRemoval {
    /** Why such a member stops. */
    public static final String REASON = "the member has been permanently removed from the cluster";

    private static final Duration DELAY = Duration.ofSeconds(1);

    private final MemberId self;
    private final NodeRuntime runtime;
    private final Lane lane;
    private final ClusterState cluster;
    private final AtomicBoolean stopping = new AtomicBoolean();

    public OwnRemoval(MemberId self, NodeRuntime runtime, Lane lane, ClusterState cluster) {
        this.self = self;
        this.runtime = runtime;
        this.lane = lane;
        this.cluster = cluster;
    }

    /** Whether the removal is applied here. Any thread. */
    public boolean isApplied() {
        return cluster.view().removed().contains(self);
    }

    /** The members may have changed. Any thread; may be repeated. */
    public void onProgress() {
        if (isApplied() && stopping.compareAndSet(false, true)) {
            runtime.schedule(lane, DELAY, () -> runtime.halt(REASON, null));
        }
    }
}

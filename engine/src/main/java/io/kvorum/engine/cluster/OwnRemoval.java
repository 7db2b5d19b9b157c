package io.kvorum.engine.cluster;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops a member that has applied its own removal (R279), a moment later: what it still has to send gets out. While it
 * knows of no other leader it stays, within bounds: of those who remain none may know yet that the removal is committed. They
 * need its vote until then, and learn of it from its answer. (Where one knows, the peer transport is refused, and that is
 * the end, too.)
 */
public final class OwnRemoval {
    /** Why such a member stops. */
    public static final String REASON = "the member has been permanently removed from the cluster";

    private static final Duration DELAY = Duration.ofSeconds(1);

    /** More than the longest election timeout that can be set. */
    private static final int DELAYS_MAX = 120;

    private final MemberId self;
    private final NodeRuntime runtime;
    private final Lane lane;
    private final ClusterState cluster;
    private final LeaderView leader;
    private final AtomicBoolean stopping = new AtomicBoolean();

    public OwnRemoval(MemberId self, NodeRuntime runtime, Lane lane, ClusterState cluster, LeaderView leader) {
        this.self = self;
        this.runtime = runtime;
        this.lane = lane;
        this.cluster = cluster;
        this.leader = leader;
    }

    /** Whether the removal is applied here. Any thread. */
    public boolean isApplied() {
        return cluster.view().removed().contains(self);
    }

    /** The members may have changed. Any thread; may be repeated. */
    public void onProgress() {
        if (isApplied() && stopping.compareAndSet(false, true)) {
            stopAfter(1);
        }
    }

    private void stopAfter(int delays) {
        runtime.schedule(lane, DELAY, () -> {
            if (othersGoOn() || delays == DELAYS_MAX) {
                runtime.halt(REASON, null);
            } else {
                stopAfter(delays + 1);
            }
        });
    }

    private boolean othersGoOn() {
        return leader.isKnown() && !leader.isSelf();
    }
}

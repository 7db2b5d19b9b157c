package io.kvorum.engine.watch;

import io.kvorum.api.Header;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.WatchStream;
import io.kvorum.engine.mvcc.History;
import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.spi.runtime.NodeRuntime;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Shape only; the content follows. */
public final class WatchHub implements Watch {
    /**
     * Makes a hub that has seen nothing.
     *
     * @param header cluster, member and term of this moment; its revision is not used
     * @param leaderKnown whether this member knows a leader right now (R187)
     */
    public WatchHub(
            NodeRuntime runtime,
            History history,
            Supplier<Header> header,
            BooleanSupplier leaderKnown,
            WatchGuard guard,
            WatchLimits limits) {}

    @Override
    public WatchStream open(RequestContext context, Sink<WatchAnswer> sink) {
        throw new UnsupportedOperationException();
    }

    /**
     * Hands over revisions that have just been published, in ascending order. Apply lane; never blocks, and costs next to
     * nothing while nobody watches.
     */
    public void publish(List<RevisionChanges> batch) {}

    /** To be called once per election timeout: after three times without a leader, streams that want one end (R188). */
    public void leaderState(boolean known) {}

    /** A snapshot was installed and published: watchers go on from where they were (R191). Any lane. */
    public void onReset() {}

    /** Ends all streams and refuses new ones (R193). Any thread; may be repeated. */
    public void shutdown() {}
}

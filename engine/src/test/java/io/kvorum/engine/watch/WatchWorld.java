package io.kvorum.engine.watch;

import io.kvorum.api.Header;
import io.kvorum.api.RequestContext;
import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** A hub with a fake store, in virtual time. */
final class WatchWorld {
    static final Duration PROGRESS = Duration.ofMinutes(10);
    static final WatchLimits LIMITS = WatchLimits.of(1_572_864, PROGRESS);

    final Simulation simulation;
    final SimulatedRuntime runtime;
    final FakeHistory history = new FakeHistory();
    final WatchHub hub;
    boolean learner;
    boolean leaderKnown = true;
    WatchGuard guard = WatchGuard.NONE;

    WatchWorld() {
        this(1, LIMITS);
    }

    WatchWorld(long seed, WatchLimits limits) {
        simulation = new Simulation(seed);
        runtime = new SimulatedRuntime(simulation, "n1", Path.of("unused"));
        hub = new WatchHub(
                runtime,
                history,
                () -> new Header(1, 2, 999, 3),
                () -> learner,
                () -> leaderKnown,
                (context, key, end) -> guard.refusal(context, key, end),
                limits);
    }

    static WatchLimits limits(int publishedBytes, int answers, int answerBytes, int unanswered) {
        return new WatchLimits(
                LIMITS.fragmentBytes(),
                PROGRESS,
                LIMITS.streamsMax(),
                LIMITS.watchersMax(),
                unanswered,
                publishedBytes,
                answers,
                answerBytes,
                LIMITS.catchUpBytesMax());
    }

    FakeWatchClient open() {
        return open(RequestContext.background(Runnable::run));
    }

    FakeWatchClient openOnLane(String name) {
        Executor lane = task -> runtime.lane(name, 1 << 20).offer(task);
        return open(RequestContext.background(lane));
    }

    FakeWatchClient open(RequestContext context) {
        FakeWatchClient client = new FakeWatchClient();
        client.attach(hub.open(context, client));
        return client;
    }

    /** Publishes a revision and lets everything settle. */
    RevisionChanges commit(String... operations) {
        RevisionChanges revision = commitSilently(operations);
        simulation.settle();
        return revision;
    }

    RevisionChanges commitSilently(String... operations) {
        RevisionChanges revision = history.commit(operations);
        hub.publish(List.of(revision));
        return revision;
    }

    void settle() {
        simulation.settle();
    }
}

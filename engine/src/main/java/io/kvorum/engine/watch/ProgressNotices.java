package io.kvorum.engine.watch;

import io.kvorum.api.Header;
import io.kvorum.api.WatchAnswer;
import io.kvorum.engine.mvcc.History;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tells clients how far they have seen everything (R182-R186). Watch lane only.
 *
 * <p>A notice carries the revision that the fan-out has reached. A request waits until that is the one which was published
 * when it came, so that a client that has seen a revision elsewhere is not answered with an older one.
 */
final class ProgressNotices {
    /** Part of the interval by which streams differ, so that they do not all speak at once. */
    private static final double JITTER = 0.1;

    private final NodeRuntime runtime;
    private final Lane lane;
    private final RandomGenerator random;
    private final History history;
    private final LiveFanOut live;
    private final Supplier<Header> header;
    private final Duration interval;
    private final Runnable afterTimer;
    private final List<WatchSession> waiting = new ArrayList<>();

    /** @param afterTimer sends off what a timer submitted */
    ProgressNotices(
            NodeRuntime runtime,
            Lane lane,
            History history,
            LiveFanOut live,
            Supplier<Header> header,
            Duration interval,
            Runnable afterTimer) {
        this.runtime = runtime;
        this.lane = lane;
        this.random = runtime.random("watch-progress-jitter");
        this.history = history;
        this.live = live;
        this.header = header;
        this.interval = interval;
        this.afterTimer = afterTimer;
    }

    /** Begins the periodic notices of a stream, once. */
    void start(WatchSession session) {
        if (session.progressTimer == null) {
            long jitter = (long) (interval.toNanos() * JITTER * random.nextDouble());
            scheduleTick(session, interval.plusNanos(jitter));
        }
    }

    void stop(WatchSession session) {
        if (session.progressTimer != null) {
            session.progressTimer.cancel();
        }
    }

    private void scheduleTick(WatchSession session, Duration period) {
        session.progressTimer = runtime.schedule(lane, period, () -> {
            if (session.isOpen()) {
                tick(session);
                scheduleTick(session, period);
                afterTimer.run();
            }
        });
    }

    private void tick(WatchSession session) {
        Header reached = header.get().withRevision(live.delivered());
        for (Watcher watcher : session.watchers()) {
            if (!watcher.progressNotify) {
                continue;
            }
            if (watcher.quiet && isCaughtUp(watcher) && session.outbox().hasRoom()) {
                session.outbox().submit(WatchAnswer.progress(reached, watcher.id));
            }
            watcher.quiet = true;
        }
    }

    private boolean isCaughtUp(Watcher watcher) {
        return watcher.state == Watcher.State.SYNCED && watcher.startRevision <= live.delivered();
    }

    /** A client asks for progress of the whole stream (R185). */
    void request(WatchSession session) {
        session.progressTarget = history.publishedRevision();
        if (session.progressRequests++ == 0) {
            waiting.add(session);
        }
    }

    /** Answers the requests that the fan-out has caught up with; forgets those that cannot be answered. */
    void answerRequests() {
        if (waiting.isEmpty()) {
            return;
        }
        waiting.removeIf(session -> {
            if (session.isOpen() && !session.watchers().isEmpty() && live.delivered() < session.progressTarget) {
                return false;
            }
            if (session.isOpen() && allCaughtUp(session)) {
                Header reached = header.get().withRevision(live.delivered());
                for (int i = 0; i < session.progressRequests; i++) {
                    session.outbox().submit(WatchAnswer.progress(reached, WatchAnswer.NO_WATCHER));
                }
            }
            session.progressRequests = 0;
            return true;
        });
    }

    private boolean allCaughtUp(WatchSession session) {
        for (Watcher watcher : session.watchers()) {
            if (!isCaughtUp(watcher)) {
                return false;
            }
        }
        return !session.watchers().isEmpty();
    }
}

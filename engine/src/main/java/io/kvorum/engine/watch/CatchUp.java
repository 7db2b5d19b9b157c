package io.kvorum.engine.watch;

import io.kvorum.api.EncodedEvents;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.WatchAnswer;
import io.kvorum.engine.mvcc.History;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Brings lagging watchers forward through history until they can join the fan-out. Watch lane, but for the reads.
 *
 * <p>The watcher that waited longest sets where a walk begins, and whoever stands within its window comes along. A watcher
 * whose stream has no room is parked there and costs nothing. A long walk runs on a lane of its own; the last stretch is
 * walked on the watch lane, where no revision can come in between, so that catching up ends however fast writes come.
 */
final class CatchUp {
    /** Revisions that may be walked on the watch lane itself. */
    private static final int SHORT_WALK = 64;

    /** Different wishes that one walk serves. */
    private static final int GROUPS_MAX = 256;

    /** Short walks in one turn of the lane. */
    private static final int SHORT_WALKS_PER_TURN = 64;

    /** The lane for catching up serves watches alone, and one walk is under way: a refusal means a node that ends. */
    private static final int LANE_CAPACITY = 64;

    private static final Duration RETRY_INTERVAL = Duration.ofMillis(100);

    private final NodeRuntime runtime;
    private final Lane watchLane;
    private final Lane readLane;
    private final Signal news;
    private final History history;
    private final LiveFanOut live;
    private final Supplier<Header> header;
    private final WatchLimits limits;

    private ArrayDeque<Watcher> ready = new ArrayDeque<>();
    private boolean reading;
    private volatile CatchUpRead finished;
    private int lagging;

    /** @param news wakes the watch lane, whose turn ends in {@link #work} */
    CatchUp(
            NodeRuntime runtime,
            Lane watchLane,
            Signal news,
            History history,
            LiveFanOut live,
            Supplier<Header> header,
            WatchLimits limits) {
        this.runtime = runtime;
        this.watchLane = watchLane;
        this.readLane = runtime.lane("watch-catchup", LANE_CAPACITY);
        this.news = news;
        this.history = history;
        this.live = live;
        this.header = header;
        this.limits = limits;
    }

    /** Number of lagging watchers. */
    int lagging() {
        return lagging;
    }

    /** Takes a watcher that stands in no index; its {@code next} says from where on. */
    void add(Watcher watcher) {
        watcher.state = Watcher.State.LAGGING;
        lagging++;
        ready.add(watcher);
    }

    /** Forgets a watcher that is lagging; the queues drop it when they come across it. */
    void remove(Watcher watcher) {
        watcher.state = Watcher.State.CLOSED;
        lagging--;
    }

    /** The stream's outbox has room again. */
    void unpark(WatchSession session) {
        for (Watcher watcher : session.unpark()) {
            if (watcher.state == Watcher.State.LAGGING) {
                ready.add(watcher);
            }
        }
    }

    /** Takes in a finished walk and begins the next. */
    void work() {
        CatchUpRead walk = finished;
        if (walk != null) {
            finished = null;
            reading = false;
            finish(walk);
        }
        for (int i = 0; !reading && !ready.isEmpty(); i++) {
            if (i == SHORT_WALKS_PER_TURN) {
                news.raise();
                return;
            }
            begin();
        }
    }

    private void begin() {
        Map<CatchUpGroup.Key, CatchUpGroup> groups = new LinkedHashMap<>();
        ArrayDeque<Watcher> later = new ArrayDeque<>();
        long from = 0;
        for (Watcher watcher = ready.poll(); watcher != null; watcher = ready.poll()) {
            if (watcher.state != Watcher.State.LAGGING) {
                continue;
            }
            if (!watcher.session.outbox().hasRoom()) {
                park(watcher);
                continue;
            }
            if (groups.isEmpty()) {
                from = watcher.next;
            }
            CatchUpGroup.Key key = new CatchUpGroup.Key(watcher.interval, watcher.form, watcher.next);
            boolean near = watcher.next >= from && watcher.next - from < CatchUpRead.WINDOW;
            if (near && (groups.size() < GROUPS_MAX || groups.containsKey(key))) {
                groups.computeIfAbsent(key, CatchUpGroup::new).add(watcher);
            } else {
                later.add(watcher);
            }
        }
        ready.addAll(later);
        if (groups.isEmpty()) {
            return;
        }
        CatchUpRead walk = new CatchUpRead(history, groups.values(), limits);
        if (history.publishedRevision() - from < SHORT_WALK) {
            walk.run();
            finish(walk);
        } else {
            reading = true;
            read(walk);
        }
    }

    private void read(CatchUpRead walk) {
        boolean accepted = readLane.offer(() -> {
            walk.run();
            finished = walk;
            news.raise();
        });
        if (!accepted) {
            runtime.schedule(watchLane, RETRY_INTERVAL, () -> read(walk));
        }
    }

    private void finish(CatchUpRead walk) {
        Header base = header.get();
        for (CatchUpGroup group : walk.groups()) {
            EncodedEvents block = null;
            String failure = "";
            try {
                block = group.block();
            } catch (KvorumException tooLong) {
                failure = tooLong.text();
            }
            Header groupHeader = base.withRevision(walk.headerRevision(group));
            for (Watcher watcher : group.members()) {
                if (watcher.state != Watcher.State.LAGGING) {
                    continue;
                }
                if (group.compactRevision() != 0) {
                    lagging--;
                    watcher.state = Watcher.State.COMPACTED;
                    watcher.session
                            .outbox()
                            .submit(WatchAnswer.compacted(base.withRevision(0), watcher.id, group.compactRevision()));
                } else if (block == null) {
                    cancel(watcher, groupHeader, failure);
                } else if (!block.isEmpty() && !watcher.session.sendEvents(watcher, groupHeader, block)) {
                    park(watcher);
                } else {
                    advance(watcher, group.through() + 1);
                }
            }
        }
    }

    private void advance(Watcher watcher, long next) {
        watcher.next = Math.max(watcher.next, next);
        if (watcher.next > live.delivered()) {
            lagging--;
            live.add(watcher);
        } else {
            ready.add(watcher);
        }
    }

    /** One revision is too long for any message: the watcher cannot go on without skipping it. */
    private void cancel(Watcher watcher, Header at, String reason) {
        remove(watcher);
        watcher.session.remove(watcher);
        watcher.session
                .outbox()
                .submit(new WatchAnswer(at, watcher.id, false, true, 0, reason, false, EncodedEvents.NONE));
    }

    private void park(Watcher watcher) {
        watcher.session.park(watcher);
        if (watcher.session.outbox().awaitRoom()) {
            unpark(watcher.session);
        }
    }

    /** Watchers that the fan-out could not serve. */
    void addAll(List<Watcher> refused) {
        for (Watcher watcher : refused) {
            add(watcher);
        }
    }
}

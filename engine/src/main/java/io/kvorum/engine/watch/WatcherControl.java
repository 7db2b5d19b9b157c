package io.kvorum.engine.watch;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.engine.mvcc.History;
import java.util.function.Supplier;

/** Makes and ends watchers as clients ask for it (R160-R172). Watch lane, but for {@link #interested}. */
final class WatcherControl {
    private final History history;
    private final LiveFanOut live;
    private final CatchUp catchUp;
    private final ProgressNotices notices;
    private final Supplier<Header> header;
    private final WatchGuard guard;
    private final WatchLimits limits;
    private volatile boolean interested;
    private volatile int watchers;

    WatcherControl(
            History history,
            LiveFanOut live,
            CatchUp catchUp,
            ProgressNotices notices,
            Supplier<Header> header,
            WatchGuard guard,
            WatchLimits limits) {
        this.history = history;
        this.live = live;
        this.catchUp = catchUp;
        this.notices = notices;
        this.header = header;
        this.guard = guard;
        this.limits = limits;
    }

    /** Whether revisions have to be handed over at all. Any thread. */
    boolean interested() {
        return interested;
    }

    /** Number of watchers. Any thread. */
    int watchers() {
        return watchers;
    }

    /** Makes a watcher, or refuses it; either is answered. */
    void create(WatchSession session, WatchCreateRequest request) {
        if (watchers == 0) {
            // In this order: a revision that was not handed over because nobody was interested is published already.
            interested = true;
            live.skipTo(history.publishedRevision());
        }
        long published = history.publishedRevision();
        Header now = header.get().withRevision(published);
        WatchInterval interval = WatchInterval.of(request.getKey(), request.getRangeEnd());
        String refusal = refusal(session, request, interval);
        if (refusal != null) {
            session.outbox().submit(WatchAnswer.refused(now, refusal));
            interested = watchers != 0;
            return;
        }
        long id = request.getWatchId() != 0 ? request.getWatchId() : session.assignId();
        Watcher watcher = new Watcher(
                session,
                id,
                interval,
                EventForm.of(request),
                request.getFragment(),
                request.getProgressNotify(),
                request.getStartRevision());
        watcher.next = request.getStartRevision() == 0 ? published + 1 : request.getStartRevision();
        session.add(watcher);
        watchers++;
        session.outbox().submit(WatchAnswer.created(now, id));
        if (watcher.next > live.delivered()) {
            live.add(watcher);
        } else {
            catchUp.add(watcher);
        }
        if (watcher.progressNotify) {
            notices.start(session);
        }
    }

    /** The reason why there cannot be such a watcher, or null. */
    private String refusal(WatchSession session, WatchCreateRequest request, WatchInterval interval) {
        String denied = guard.refusal(session.context(), interval.key(), interval.rangeEnd());
        if (denied != null) {
            return denied;
        }
        if (interval.isEmpty()) {
            return WatchAnswer.EMPTY_RANGE;
        }
        if (request.getStartRevision() < 0) {
            return ErrorCode.COMPACTED.text();
        }
        if (request.getWatchId() != 0 && session.watcher(request.getWatchId()) != null) {
            return WatchAnswer.DUPLICATE_WATCH_ID;
        }
        return watchers >= limits.watchersMax() ? ErrorCode.TOO_MANY_REQUESTS.text() : null;
    }

    /** Ends a watcher, one cancelled by compaction too; an unknown id is not answered (R169, R172). */
    void cancel(WatchSession session, long id) {
        Watcher watcher = session.watcher(id);
        if (watcher != null) {
            remove(watcher);
            session.remove(watcher);
            session.outbox().submit(WatchAnswer.canceled(header.get().withRevision(history.publishedRevision()), id));
        }
    }

    /** Ends all watchers of a stream without an answer. */
    void cancelAll(WatchSession session) {
        for (Watcher watcher : session.watchers()) {
            remove(watcher);
        }
        session.setClosed();
    }

    private void remove(Watcher watcher) {
        switch (watcher.state) {
            case SYNCED -> {
                live.remove(watcher);
                watcher.state = Watcher.State.CLOSED;
            }
            case LAGGING -> catchUp.remove(watcher);
            case COMPACTED, CLOSED -> watcher.state = Watcher.State.CLOSED;
        }
        watchers--;
        interested = watchers != 0;
    }

    /** A synced watcher that wants revisions which the fan-out will not bring becomes a lagging one. */
    void fallBehind(WatchSession session, long newest) {
        for (Watcher watcher : session.watchers()) {
            if (watcher.state == Watcher.State.SYNCED) {
                watcher.next = Math.max(watcher.next, live.delivered() + 1);
                if (watcher.next <= newest) {
                    live.remove(watcher);
                    catchUp.add(watcher);
                }
            }
        }
    }
}

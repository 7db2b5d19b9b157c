package io.kvorum.engine.watch;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Retry;
import io.kvorum.api.Sink;
import io.kvorum.api.StatusCode;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.WatchStream;
import io.kvorum.api.etcdserverpb.WatchRequest;
import io.kvorum.engine.mvcc.History;
import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All watches of a member (R160-R193).
 *
 * <p>Clients, sinks and the apply lane leave their news in queues and wake the watch lane; its turn takes the news in,
 * and sends off the answers, one task per home executor. The apply lane never waits for it.
 *
 * <p>Bounds: published revisions that wait are bounded in bytes. Beyond that they are dropped here, which the lane learns
 * by a mark: every synced watcher that wanted them becomes a lagging one and reads them from history. Requests are bounded
 * per stream, streams and watchers in number, answers under way per stream; see {@link WatchLimits}.
 */
public final class WatchHub implements Watch {
    /** Timers only: news comes by signal. */
    private static final int LANE_CAPACITY = 4_096;

    private static final int BATCHES_PER_TURN = 256;
    private static final int REQUESTS_PER_TURN = 4_096;

    /** Looks without a leader after which streams that want one end (R188). */
    private static final int LEADERLESS_MAX = 3;

    private final Supplier<Header> header;
    private final BooleanSupplier learner;
    private final BooleanSupplier leaderKnown;
    private final WatchLimits limits;
    private final Signal news;
    private final History history;
    private final LiveFanOut live;
    private final CatchUp catchUp;
    private final ProgressNotices notices;
    private final WatcherControl control;
    private final PublishedQueue published;
    private final WatchMeters meters;

    /** News of streams, from any thread. */
    private final ConcurrentLinkedQueue<StreamNews> streamNews = new ConcurrentLinkedQueue<>();

    private final AtomicInteger openStreams = new AtomicInteger();
    private final AtomicInteger leaderless = new AtomicInteger();
    private volatile boolean reset;
    private volatile boolean stopped;

    /** Watch lane only, in the order of opening. */
    private final LinkedHashSet<WatchSession> sessions = new LinkedHashSet<>();

    /** Looked up by identity and kept in order beside. */
    private final Map<Executor, HomeDelivery> homes = new IdentityHashMap<>();

    private final List<HomeDelivery> homesInOrder = new ArrayList<>();
    private final List<Watcher> refused = new ArrayList<>();

    /**
     * Makes a hub that has seen nothing.
     *
     * @param header cluster, member and term of this moment; its revision is not used
     * @param learner whether this member is a learner, which serves no watch (R192)
     * @param leaderKnown whether this member knows a leader right now (R187)
     */
    public WatchHub(
            NodeRuntime runtime,
            History history,
            Supplier<Header> header,
            BooleanSupplier learner,
            BooleanSupplier leaderKnown,
            WatchGuard guard,
            WatchLimits limits) {
        this.header = header;
        this.learner = learner;
        this.leaderKnown = leaderKnown;
        this.limits = limits;
        this.history = history;
        Lane lane = runtime.lane("watch", LANE_CAPACITY);
        this.news = lane.signal(this::turn);
        this.live = new LiveFanOut(history);
        this.catchUp = new CatchUp(runtime, lane, news, history, live, header, limits);
        this.notices =
                new ProgressNotices(runtime, lane, history, live, header, limits.progressInterval(), this::sendOff);
        this.control = new WatcherControl(history, live, catchUp, notices, header, guard, limits);
        this.published = new PublishedQueue(limits.publishedBytesMax());
        Metrics metrics = runtime.metrics();
        this.meters = new WatchMeters(metrics, openStreams::get, control::watchers, published::changes);
    }

    @Override
    public WatchStream open(RequestContext context, Sink<WatchAnswer> sink) {
        WatchSession session = new WatchSession(context, new Inbox(), limits);
        if (stopped) {
            sink.fail(new KvorumException(ErrorCode.STOPPED));
        } else if (learner.getAsBoolean()) {
            sink.fail(new KvorumException(ErrorCode.NOT_SUPPORTED_FOR_LEARNER));
        } else if (context.requireLeader() && !leaderKnown.getAsBoolean()) {
            sink.fail(new KvorumException(ErrorCode.NO_LEADER));
        } else if (openStreams.incrementAndGet() > limits.streamsMax()) {
            openStreams.decrementAndGet();
            sink.fail(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
        } else {
            sink.onReady(() -> {
                if (session.noteReady()) {
                    tell(session, Kind.SINK_READY, null);
                }
            });
            tell(session, Kind.OPENED, null, sink);
        }
        return session;
    }

    /**
     * Hands over revisions that have just been published, in ascending order. Apply lane; never blocks, and costs next to
     * nothing while nobody watches.
     */
    public void publish(List<RevisionChanges> batch) {
        if (control.interested()) {
            published.offer(batch);
            news.raise();
        }
    }

    /** To be called once per election timeout: after three times without a leader, streams that want one end (R188). */
    public void leaderState(boolean known) {
        if (known) {
            leaderless.set(0);
        } else if (leaderless.incrementAndGet() >= LEADERLESS_MAX) {
            news.raise();
        }
    }

    /** A snapshot was installed and published: watchers go on from where they were (R191). Any lane. */
    public void onReset() {
        reset = true;
        news.raise();
    }

    /** Ends all streams and refuses new ones (R193). Any thread; may be repeated. */
    public void shutdown() {
        stopped = true;
        news.raise();
    }

    private void turn() {
        boolean more = takePublished() | takeStreamNews();
        if (stopped) {
            endAll(session -> true, ErrorCode.STOPPED);
        } else if (leaderless.get() >= LEADERLESS_MAX) {
            endAll(session -> session.context().requireLeader(), ErrorCode.NO_LEADER);
        }
        catchUp.work();
        notices.answerRequests();
        sendOff();
        meters.setLagging(catchUp.lagging());
        if (more) {
            news.raise();
        }
    }

    /** True if there is more than one turn takes. */
    private boolean takePublished() {
        for (int i = 0; i < BATCHES_PER_TURN; i++) {
            List<RevisionChanges> batch = published.poll();
            if (batch == null) {
                break;
            }
            for (int j = 0; j < batch.size(); j++) {
                fanOut(batch.get(j));
            }
        }
        // Cleared before the published revision is read: whatever is dropped later sets the mark again.
        boolean jump = published.takeDropMark();
        if (reset) {
            reset = false;
            jump = true;
        }
        if (jump) {
            jumpTo(history.publishedRevision());
        }
        return !published.isEmpty();
    }

    private void fanOut(RevisionChanges changes) {
        long revision = changes.revision();
        if (revision <= live.delivered()) {
            return;
        }
        if (revision != live.delivered() + 1) {
            jumpTo(revision - 1);
        }
        live.fanOut(changes, header.get().withRevision(revision), refused);
        if (!refused.isEmpty()) {
            catchUp.addAll(refused);
            refused.clear();
        }
    }

    /** Goes on behind revisions that will not come: whoever wants them reads them from history. */
    private void jumpTo(long revision) {
        for (WatchSession session : sessions) {
            control.fallBehind(session, revision);
        }
        live.skipTo(revision);
    }

    /** True if there is more than one turn takes. */
    private boolean takeStreamNews() {
        for (int i = 0; i < REQUESTS_PER_TURN; i++) {
            StreamNews one = streamNews.poll();
            if (one == null) {
                return false;
            }
            take(one);
        }
        return true;
    }

    private void take(StreamNews one) {
        WatchSession session = one.session;
        if (one.kind == Kind.OPENED) {
            start(session, one.sink);
            return;
        }
        if (session.outbox() == null || !session.isOpen()) {
            return;
        }
        switch (one.kind) {
            case OPENED -> throw new IllegalStateException("a stream was opened twice");
            case REQUEST -> {
                session.countHandled();
                handle(session, one.request);
                if (session.outbox().overdrawn()) {
                    end(session, flooded());
                }
            }
            case SINK_READY -> {
                session.forgetReady();
                session.outbox().retry();
            }
            case ROOM -> catchUp.unpark(session);
            case FLOODED -> end(session, flooded());
            case CLOSED -> end(session, new KvorumException(ErrorCode.WATCH_CANCELED));
        }
    }

    private void start(WatchSession session, Sink<WatchAnswer> sink) {
        Executor executor = session.context().homeExecutor();
        HomeDelivery home = homes.get(executor);
        if (home == null) {
            home = new HomeDelivery(executor, meters);
            homes.put(executor, home);
            homesInOrder.add(home);
        }
        home.addStream();
        session.attach(new StreamOutbox(sink, home, limits, () -> tell(session, Kind.ROOM, null)));
        sessions.add(session);
    }

    private void handle(WatchSession session, WatchRequest request) {
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> control.create(session, request.getCreateRequest());
            case CANCEL_REQUEST ->
                control.cancel(session, request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> notices.request(session);
            case REQUESTUNION_NOT_SET -> {
                // Something of a later release, or nothing: the stream lives on (R161).
            }
        }
    }

    private void endAll(Predicate<WatchSession> which, ErrorCode code) {
        List<WatchSession> ending = new ArrayList<>();
        for (WatchSession session : sessions) {
            if (which.test(session)) {
                ending.add(session);
            }
        }
        for (WatchSession session : ending) {
            end(session, new KvorumException(code));
        }
    }

    private void end(WatchSession session, KvorumException failure) {
        control.cancelAll(session);
        notices.stop(session);
        session.outbox().end(failure);
        sessions.remove(session);
        openStreams.decrementAndGet();
        HomeDelivery home = session.outbox().home();
        if (home.removeStream()) {
            // Its last answers leave before it is forgotten.
            home.flush();
            homes.remove(home.executor());
            homesInOrder.remove(home);
        }
    }

    private void sendOff() {
        for (int i = 0; i < homesInOrder.size(); i++) {
            homesInOrder.get(i).flush();
        }
    }

    private static KvorumException flooded() {
        return KvorumException.withText(
                StatusCode.RESOURCE_EXHAUSTED, "too many watch requests without reading the answers", Retry.SAFE);
    }

    private void tell(WatchSession session, Kind kind, WatchRequest request) {
        tell(session, kind, request, null);
    }

    private void tell(WatchSession session, Kind kind, WatchRequest request, Sink<WatchAnswer> sink) {
        streamNews.add(new StreamNews(session, kind, request, sink));
        news.raise();
    }

    private enum Kind {
        OPENED,
        REQUEST,
        SINK_READY,
        ROOM,
        FLOODED,
        CLOSED
    }

    /** One piece of news of one stream; request and sink only where the kind has them. */
    private record StreamNews(WatchSession session, Kind kind, WatchRequest request, Sink<WatchAnswer> sink) {}

    private final class Inbox implements WatchSession.StreamInbox {
        @Override
        public void request(WatchSession session, WatchRequest request) {
            tell(session, Kind.REQUEST, request);
        }

        @Override
        public void flooded(WatchSession session) {
            tell(session, Kind.FLOODED, null);
        }

        @Override
        public void closed(WatchSession session) {
            tell(session, Kind.CLOSED, null);
        }
    }
}

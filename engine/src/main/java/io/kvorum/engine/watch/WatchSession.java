package io.kvorum.engine.watch;

import io.kvorum.api.EncodedEvents;
import io.kvorum.api.Header;
import io.kvorum.api.RequestContext;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.WatchStream;
import io.kvorum.api.etcdserverpb.WatchRequest;
import io.kvorum.spi.runtime.Cancellable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One open stream: its client's requests go to the hub, its watchers and their ids live here. Watch lane, but for {@link
 * #request} and {@link #close}.
 */
final class WatchSession implements WatchStream {
    private final RequestContext context;
    private final StreamInbox inbox;
    private final WatchLimits limits;
    private final Map<Long, Watcher> watchers = new LinkedHashMap<>();
    private final List<Watcher> parked = new ArrayList<>();
    private StreamOutbox outbox;
    private long nextId;
    private boolean open = true;

    /** Of the periodic notifications (R183); null while no watcher wants them. */
    Cancellable progressTimer;

    /** Manual progress requests that wait for the fan-out to reach a revision (R185). */
    int progressRequests;

    long progressTarget;

    /** Requests handed to the hub, and whether that was too many; the transport's thread only. */
    private long requested;

    private boolean cutOff;
    private volatile long handled;

    /** Whether the hub already knows that the sink may be ready. */
    private final AtomicBoolean readyNoted = new AtomicBoolean();

    WatchSession(RequestContext context, StreamInbox inbox, WatchLimits limits) {
        this.context = context;
        this.inbox = inbox;
        this.limits = limits;
    }

    /** Takes what clients and sinks have to say; any thread. */
    interface StreamInbox {
        void request(WatchSession session, WatchRequest request);

        void flooded(WatchSession session);

        void closed(WatchSession session);
    }

    @Override
    public void request(WatchRequest request) {
        if (cutOff) {
            return;
        }
        if (requested - handled >= limits.unansweredMax()) {
            cutOff = true;
            inbox.flooded(this);
            return;
        }
        requested++;
        inbox.request(this, request);
    }

    @Override
    public void close() {
        inbox.closed(this);
    }

    void countHandled() {
        handled++;
    }

    /** Any thread: true if nobody has noted it yet. */
    boolean noteReady() {
        return !readyNoted.getAndSet(true);
    }

    /** Before the hub looks at the sink: a signal after this is noted again. */
    void forgetReady() {
        readyNoted.set(false);
    }

    RequestContext context() {
        return context;
    }

    /** Names the way to the sink; once, before anything else on the lane. */
    void attach(StreamOutbox way) {
        outbox = way;
    }

    StreamOutbox outbox() {
        return outbox;
    }

    boolean isOpen() {
        return open;
    }

    void setClosed() {
        open = false;
        watchers.clear();
        parked.clear();
    }

    Collection<Watcher> watchers() {
        return watchers.values();
    }

    Watcher watcher(long id) {
        return watchers.get(id);
    }

    /** The smallest number not in use and never assigned before (R162). */
    long assignId() {
        while (watchers.containsKey(nextId)) {
            nextId++;
        }
        return nextId++;
    }

    void add(Watcher watcher) {
        watchers.put(watcher.id, watcher);
        outbox.countWatchers(watchers.size());
    }

    void remove(Watcher watcher) {
        watchers.remove(watcher.id);
        outbox.countWatchers(watchers.size());
    }

    /** Keeps a lagging watcher until there is room in the outbox. */
    void park(Watcher watcher) {
        parked.add(watcher);
    }

    /** The parked watchers, in the order in which they came; they are not parked any more. */
    List<Watcher> unpark() {
        List<Watcher> all = new ArrayList<>(parked);
        parked.clear();
        return all;
    }

    /**
     * Sends events of whole revisions, in parts where that is asked for and needed (R189).
     *
     * @return false, and nothing was sent, if the outbox has no room
     */
    boolean sendEvents(Watcher watcher, Header header, EncodedEvents events) {
        if (!outbox.hasRoom()) {
            return false;
        }
        watcher.quiet = false;
        WatchAnswer whole = WatchAnswer.events(header, watcher.id, events);
        if (!watcher.fragment || events.count() < 2 || whole.encodedSize() < limits.fragmentBytes()) {
            outbox.submit(whole);
            return true;
        }
        int first = 0;
        while (first < events.count()) {
            int end = endOfFragment(whole.encodedSize() - events.block().size(), events, first);
            boolean more = end < events.count();
            outbox.submit(WatchAnswer.fragment(header, watcher.id, more, events.slice(first, end)));
            first = end;
        }
        return true;
    }

    /** As many events as stay below the bound, but at least one. */
    private int endOfFragment(int sizeWithoutEvents, EncodedEvents events, int first) {
        // The mark of a fragment that others follow takes two bytes.
        long size = sizeWithoutEvents + 2L + events.encodedSize(first);
        int end = first + 1;
        while (end < events.count() && size + events.encodedSize(end) < limits.fragmentBytes()) {
            size += events.encodedSize(end++);
        }
        return end;
    }
}

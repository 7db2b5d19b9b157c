package io.kvorum.e2e.cluster;

import io.kvorum.api.etcdserverpb.WatchResponse;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.e2e.GrpcClient;
import io.kvorum.e2e.Requests;
import io.kvorum.e2e.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A watch of everything that goes on at another member when its stream ends, from where it was. */
final class ResumingWatch implements AutoCloseable {
    private static final long PAUSE_MILLISECONDS = 50;

    private final Supplier<GrpcClient> clients;
    private final List<Change> changes = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "resuming-watch");
    private volatile boolean closed;
    private volatile long lastRevision;

    /**
     * Begins at the first revision that a client can have made.
     *
     * @param clients another one for each stream
     */
    ResumingWatch(Supplier<GrpcClient> clients) {
        this.clients = clients;
        this.lastRevision = 1;
        thread.start();
    }

    private void run() {
        while (!closed) {
            try (WatchStream stream = clients.get().watch()) {
                stream.create(Requests.watchAll(lastRevision + 1));
                while (!closed && !stream.end().isDone()) {
                    stream.waiting().forEach(this::take);
                    pause();
                }
                stream.waiting().forEach(this::take);
            }
        }
    }

    private void take(WatchResponse answer) {
        if (answer.getCompactRevision() != 0) {
            throw new IllegalStateException("nothing is compacted here");
        }
        for (Event event : answer.getEventsList()) {
            Change change = change(event);
            synchronized (changes) {
                changes.add(change);
            }
            lastRevision = change.revision();
        }
    }

    static Change change(Event event) {
        return new Change(
                event.getKv().getModRevision(),
                event.getKv().getKey().toStringUtf8(),
                Change.withoutPadding(event.getKv().getValue().toStringUtf8()));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Last revision it has seen. */
    long lastRevision() {
        return lastRevision;
    }

    List<Change> changes() {
        synchronized (changes) {
            return List.copyOf(changes);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

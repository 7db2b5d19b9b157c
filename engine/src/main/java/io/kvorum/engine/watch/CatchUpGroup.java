package io.kvorum.engine.watch;

import com.google.protobuf.ByteString;
import io.kvorum.api.EncodedEvents;
import io.kvorum.api.KvorumException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lagging watchers that want the same from the same revision on, and the answer that they share. Belongs to the watch
 * lane, but while a {@link CatchUpRead} fills it.
 */
final class CatchUpGroup {
    /** Distinct revisions in one answer (R177). */
    static final int REVISIONS_MAX = 1_000;

    /** What watchers must have in common. */
    record Key(WatchInterval interval, int form, long next) {}

    private final Key key;
    private final List<Watcher> members = new ArrayList<>();
    private final List<ByteString> events = new ArrayList<>();
    private final List<ByteString> ofRevision = new ArrayList<>();
    private int revisions;
    private long bytes;
    private boolean closed;
    private long through;
    private long compactRevision;

    CatchUpGroup(Key key) {
        this.key = key;
        this.through = key.next() - 1;
    }

    void add(Watcher watcher) {
        members.add(watcher);
    }

    List<Watcher> members() {
        return members;
    }

    long next() {
        return key.next();
    }

    boolean isOpen() {
        return !closed;
    }

    /** Everything up to here is in the answer. */
    long through() {
        return through;
    }

    /** The compaction point that the group fell behind, or 0. */
    long compactRevision() {
        return compactRevision;
    }

    /** Adds the events of a revision, all or none; none closes the group before it. */
    void collect(RevisionEncoder revision, int bytesMax) {
        ofRevision.clear();
        long revisionBytes = 0;
        for (int i = 0; i < revision.count(); i++) {
            if (key.interval().contains(revision.key(i)) && !EventForm.drops(key.form(), revision.change(i))) {
                ByteString event = revision.event(i, EventForm.withPrevious(key.form()));
                ofRevision.add(event);
                revisionBytes += event.size();
            }
        }
        if (revisions > 0 && bytes + revisionBytes > bytesMax) {
            close(revision.revision() - 1);
            return;
        }
        if (!ofRevision.isEmpty()) {
            events.addAll(ofRevision);
            bytes += revisionBytes;
            revisions++;
        }
        if (revisions == REVISIONS_MAX) {
            close(revision.revision());
        }
    }

    /** Nothing more is added. */
    void close(long lastRevision) {
        closed = true;
        through = Math.max(through, lastRevision);
    }

    /** Its next revision is gone (R171). */
    void fellBehind(long compaction) {
        closed = true;
        compactRevision = compaction;
    }

    /**
     * The events.
     *
     * @throws KvorumException if a single revision is longer than gRPC can carry
     */
    EncodedEvents block() {
        return EncodedEvents.of(events);
    }
}

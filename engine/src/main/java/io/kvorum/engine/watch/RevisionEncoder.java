package io.kvorum.engine.watch;

import com.google.protobuf.ByteString;
import io.kvorum.api.EncodedEvents;
import io.kvorum.api.Events;
import io.kvorum.engine.mvcc.Change;
import io.kvorum.engine.mvcc.History;
import io.kvorum.engine.mvcc.RevisionChanges;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one revision in wire form. Each is encoded when somebody first wants it and at most once with and once
 * without the pair before; so are the blocks that many intervals share: a single event, and the revision as a whole. One
 * thread.
 */
final class RevisionEncoder {
    private final RevisionChanges revision;
    private final History history;
    private final ByteString[][] events = new ByteString[2][];
    private final EncodedEvents[][] singles = new EncodedEvents[2][];
    private final EncodedEvents[] wholes = new EncodedEvents[EventForm.COUNT];
    private byte[][] keys;

    RevisionEncoder(RevisionChanges revision, History history) {
        this.revision = revision;
        this.history = history;
    }

    long revision() {
        return revision.revision();
    }

    int count() {
        return revision.changes().size();
    }

    Change change(int index) {
        return revision.changes().get(index);
    }

    byte[] key(int index) {
        if (keys == null) {
            keys = new byte[count()][];
        }
        if (keys[index] == null) {
            keys[index] = change(index).key().toByteArray();
        }
        return keys[index];
    }

    /** One event; may read the pair before from the disk. */
    ByteString event(int index, boolean withPrevious) {
        int column = withPrevious ? 1 : 0;
        if (events[column] == null) {
            events[column] = new ByteString[count()];
        }
        ByteString event = events[column][index];
        if (event == null) {
            Change change = change(index);
            ByteString previous =
                    withPrevious && !change.created() ? history.rowAt(change.key(), revision() - 1) : null;
            event = change.isDeletion()
                    ? Events.delete(change.key(), revision(), previous)
                    : Events.put(change.row(), previous);
            events[column][index] = event;
        }
        return event;
    }

    /**
     * The block for a watcher.
     *
     * @param matches places of the changes in its interval, ascending
     * @param matchCount how many of them count
     * @throws io.kvorum.api.KvorumException if the block is longer than gRPC can carry
     */
    EncodedEvents block(int[] matches, int matchCount, int form) {
        if (matchCount == 1) {
            return EventForm.drops(form, change(matches[0]))
                    ? EncodedEvents.NONE
                    : single(matches[0], EventForm.withPrevious(form));
        }
        boolean whole = matchCount == count();
        if (whole && wholes[form] != null) {
            return wholes[form];
        }
        List<ByteString> kept = new ArrayList<>(matchCount);
        for (int i = 0; i < matchCount; i++) {
            if (!EventForm.drops(form, change(matches[i]))) {
                kept.add(event(matches[i], EventForm.withPrevious(form)));
            }
        }
        EncodedEvents block = EncodedEvents.of(kept);
        if (whole) {
            wholes[form] = block;
        }
        return block;
    }

    private EncodedEvents single(int index, boolean withPrevious) {
        int column = withPrevious ? 1 : 0;
        if (singles[column] == null) {
            singles[column] = new EncodedEvents[count()];
        }
        if (singles[column][index] == null) {
            singles[column][index] = EncodedEvents.of(List.of(event(index, withPrevious)));
        }
        return singles[column][index];
    }
}

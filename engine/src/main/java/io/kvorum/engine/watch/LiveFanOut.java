package io.kvorum.engine.watch;

import io.kvorum.api.EncodedEvents;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.engine.mvcc.History;
import io.kvorum.engine.mvcc.RevisionChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hands each published revision to the synced watchers. Watch lane only.
 *
 * <p>The work grows with the intervals that a revision touches, plus a few dozen nanoseconds per watcher.
 */
final class LiveFanOut {
    private final History history;
    private final WatcherIndex index = new WatcherIndex();
    private final List<WatcherSet> found = new ArrayList<>();
    private final List<WatcherSet> touched = new ArrayList<>();
    private final EncodedEvents[] blocks = new EncodedEvents[EventForm.COUNT];
    private long delivered;

    LiveFanOut(History history) {
        this.history = history;
    }

    /** The newest revision that every synced watcher has got, as far as it wants it. */
    long delivered() {
        return delivered;
    }

    /** Skips revisions: whoever is synced must not want any of them. */
    void skipTo(long revision) {
        delivered = Math.max(delivered, revision);
    }

    int size() {
        return index.size();
    }

    void add(Watcher watcher) {
        watcher.state = Watcher.State.SYNCED;
        index.add(watcher);
    }

    void remove(Watcher watcher) {
        index.remove(watcher);
    }

    /**
     * Sends the events of the next revision.
     *
     * @param header carries the revision (R180)
     * @param refused gets the watchers whose stream had no room, already taken out of the index, and those whose events no
     *     message can carry: they meet the same failure in history
     */
    void fanOut(RevisionChanges changes, Header header, List<Watcher> refused) {
        delivered = changes.revision();
        if (index.size() == 0) {
            return;
        }
        RevisionEncoder encoder = new RevisionEncoder(changes, history);
        for (int i = 0; i < encoder.count(); i++) {
            index.collect(encoder, i, found);
            for (int j = 0; j < found.size(); j++) {
                if (found.get(j).addMatch(i)) {
                    touched.add(found.get(j));
                }
            }
            found.clear();
        }
        for (int i = 0; i < touched.size(); i++) {
            WatcherSet set = touched.get(i);
            send(set, encoder, header, refused);
            set.clearMatches();
        }
        touched.clear();
    }

    private void send(WatcherSet set, RevisionEncoder encoder, Header header, List<Watcher> refused) {
        Arrays.fill(blocks, null);
        for (int i = set.size() - 1; i >= 0; i--) {
            Watcher watcher = set.get(i);
            if (encoder.revision() < watcher.next) {
                continue;
            }
            EncodedEvents block = blocks[watcher.form];
            if (block == null) {
                block = blockOrNone(set, encoder, watcher.form);
                blocks[watcher.form] = block;
            }
            if (block == null || !block.isEmpty() && !watcher.session.sendEvents(watcher, header, block)) {
                watcher.next = encoder.revision();
                index.remove(watcher);
                refused.add(watcher);
            }
        }
    }

    /** Null if no message can carry the events. */
    private static EncodedEvents blockOrNone(WatcherSet set, RevisionEncoder encoder, int form) {
        try {
            return encoder.block(set.matches(), set.matchCount(), form);
        } catch (KvorumException tooLong) {
            return null;
        }
    }
}

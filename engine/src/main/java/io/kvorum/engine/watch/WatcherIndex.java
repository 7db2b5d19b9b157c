package io.kvorum.engine.watch;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is to hear of a change of a key: a map for watchers of one key, a tree for watchers of ranges. Watchers of the same
 * interval stand in one set. One thread.
 */
final class WatcherIndex {
    /** Looked up only; its order means nothing. */
    private final Map<ByteString, WatcherSet> singles = new HashMap<>();

    private final IntervalTree ranges = new IntervalTree();
    private int size;

    int size() {
        return size;
    }

    void add(Watcher watcher) {
        WatchInterval interval = watcher.interval;
        WatcherSet set = interval.isSingle()
                ? singles.computeIfAbsent(interval.key(), absent -> new WatcherSet())
                : ranges.obtain(interval);
        set.add(watcher);
        size++;
    }

    void remove(Watcher watcher) {
        WatcherSet set = watcher.set;
        set.remove(watcher);
        size--;
        if (set.size() == 0) {
            if (watcher.interval.isSingle()) {
                singles.remove(watcher.interval.key());
            } else {
                ranges.remove(watcher.interval);
            }
        }
    }

    /** Adds the sets that hold the change's key. */
    void collect(RevisionEncoder revision, int change, List<WatcherSet> into) {
        WatcherSet single = singles.get(revision.change(change).key());
        if (single != null) {
            into.add(single);
        }
        if (!ranges.isEmpty()) {
            ranges.collect(revision.key(change), into);
        }
    }
}

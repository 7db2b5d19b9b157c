package io.kvorum.engine.watch;

import java.util.Arrays;

/**
 * The synced watchers of one interval, and which changes of the revision at hand lie in it: found once for all of them.
 */
final class WatcherSet {
    private Watcher[] watchers = new Watcher[1];
    private int size;
    private int[] matches = new int[1];
    private int matchCount;

    int size() {
        return size;
    }

    Watcher get(int index) {
        return watchers[index];
    }

    void add(Watcher watcher) {
        if (size == watchers.length) {
            watchers = Arrays.copyOf(watchers, size * 2);
        }
        watcher.set = this;
        watcher.slot = size;
        watchers[size++] = watcher;
    }

    /** The last one takes the place of the removed one, so a walk that removes goes from the end to the start. */
    void remove(Watcher watcher) {
        Watcher last = watchers[--size];
        watchers[watcher.slot] = last;
        last.slot = watcher.slot;
        watchers[size] = null;
        watcher.set = null;
    }

    /** Notes that a change lies in the interval; true for the first one. */
    boolean addMatch(int change) {
        if (matchCount == matches.length) {
            matches = Arrays.copyOf(matches, matchCount * 2);
        }
        matches[matchCount++] = change;
        return matchCount == 1;
    }

    int[] matches() {
        return matches;
    }

    int matchCount() {
        return matchCount;
    }

    void clearMatches() {
        matchCount = 0;
        if (matches.length > 1_024) {
            matches = new int[1];
        }
    }
}

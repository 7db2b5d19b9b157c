package io.kvorum.simulation.history;

/** What a watcher was told, over all its streams, in the order in which it came. */
public sealed interface Seen {
    /** An event. */
    record Change(TrueChange change) implements Seen {}

    /** Every event up to this revision has come (R182). */
    record Bookmark(long revision) implements Seen {}

    /** The history up to this revision is compacted: what had not come of it never will (R171). */
    record Lost(long upTo) implements Seen {}
}

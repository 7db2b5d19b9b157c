package io.kvorum.tck.sim;

/** What a crash does to bytes that were written and not synced. */
public enum CrashLoss {
    /** The process was killed: the page cache survives. */
    NOTHING,
    /** The power failed before anything was written back. */
    ALL_UNSYNCED,
    /** The power failed in between: of each file a random part of what was not synced remains, possibly with a hole. */
    RANDOM
}

package io.kvorum.simulation.history;

/**
 * What one client learned from one call, with the times at which it asked and heard.
 *
 * <p>Values are unique in a run, so that a value names the write it came from.
 */
public sealed interface Observation {
    /** Virtual time of the call. */
    long asked();

    /** Virtual time of the answer. */
    long heard();

    /** The store's revision that the answer told. */
    long revision();

    /** A put that was acknowledged. */
    record Written(long asked, long heard, String key, String value, long revision) implements Observation {}

    /** A deletion that was acknowledged; {@code revision} is the header's, which did not move if nothing was deleted. */
    record Deleted(long asked, long heard, String key, long deleted, long revision) implements Observation {}

    /**
     * A linearizable read of one key.
     *
     * @param value null if there was none
     */
    record Read(long asked, long heard, String key, String value, long modRevision, long revision)
            implements Observation {}

    /**
     * A serializable read of one key: true of its revision, which may be an old one.
     *
     * @param value null if there was none
     */
    record OldRead(long asked, long heard, String key, String value, long modRevision, long revision)
            implements Observation {}

    /**
     * A compare-and-put: the value is written if the key's revision of last change was the expected one.
     *
     * @param expected 0 for "does not exist"
     */
    record Swapped(long asked, long heard, String key, String value, long expected, boolean succeeded, long revision)
            implements Observation {}
}

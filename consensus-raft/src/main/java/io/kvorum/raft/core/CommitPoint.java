package io.kvorum.raft.core;

/**
 * An entry that is certainly committed. Whoever has it knows the same, whatever the terms: so members tell one another in
 * elections, since one may not know yet that it votes now, or that another does not any more, and nobody could win.
 */
public record CommitPoint(long index, long term) {
    /** Nothing to tell. */
    public static final CommitPoint NONE = new CommitPoint(0, 0);
}

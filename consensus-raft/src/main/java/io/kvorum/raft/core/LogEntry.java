package io.kvorum.raft.core;

import io.kvorum.spi.Bytes;

/**
 * One entry of the log. Index and term together identify it in the whole cluster.
 *
 * @param index place in the log, from 1 on
 * @param term term of the leader that appended it
 * @param payload a command; an encoded membership for {@link Kind#MEMBERSHIP}; empty for {@link Kind#BLANK}
 */
public record LogEntry(long index, long term, Kind kind, Bytes payload) {
    /** What an entry costs beyond its payload, in bytes, where entries are counted by size. */
    public static final int OVERHEAD_BYTES = 32;

    /** What an entry is for. */
    public enum Kind {
        /** The first entry of a term: by committing it a leader commits what earlier leaders left. */
        BLANK,
        /** Something that was proposed. */
        COMMAND,
        /** The members from this entry on, with the context of the change. */
        MEMBERSHIP;

        /** The kind with this number, which is part of the format of log and messages. */
        public static Kind of(int code) {
            return switch (code) {
                case 0 -> BLANK;
                case 1 -> COMMAND;
                case 2 -> MEMBERSHIP;
                default -> throw new IllegalArgumentException("unknown kind of entry: " + code);
            };
        }

        /** The number that stands for this kind in log and messages. */
        public byte code() {
            return switch (this) {
                case BLANK -> 0;
                case COMMAND -> 1;
                case MEMBERSHIP -> 2;
            };
        }
    }

    /** Size for limits: payload plus overhead. */
    public long bytes() {
        return payload.length() + OVERHEAD_BYTES;
    }
}

package io.kvorum.simulation.invariant;

import io.kvorum.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * As much of the log's and the messages' format of {@code consensus-raft} as the invariants need: they look from outside,
 * so that they do not share a mistake. What has another format passes unseen.
 */
final class RaftFormats {
    private static final byte ENTRY = 2;
    private static final int ENTRY_HEADER_BYTES = 17;
    private static final byte MARK = 3;
    private static final int MARK_BYTES = 16;
    private static final byte VOTE_RESPONSE = 4;

    private RaftFormats() {}

    /** An entry in the log; {@code hash} is over kind and payload. */
    record Entry(long index, long term, int hash) {}

    static Optional<Entry> entry(byte type, Bytes... payload) {
        if (type != ENTRY || payload[0].length() < ENTRY_HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer header = payload[0].toByteBuffer();
        long index = header.getLong();
        long term = header.getLong();
        int hash = hash(payload[0], header.position(), 0);
        for (int i = 1; i < payload.length; i++) {
            hash = hash(payload[i], 0, hash);
        }
        return Optional.of(new Entry(index, term, hash));
    }

    static Optional<Entry> entry(byte type, ByteBuffer payload) {
        return type == ENTRY ? entry(type, Bytes.copyOf(payload)) : Optional.empty();
    }

    /** A place in the log: up to there everything is in the machine, and the log may begin after it. */
    record Mark(long index, long term) {}

    static Optional<Mark> mark(byte type, Bytes... payload) {
        return type == MARK ? mark(type, payload[0].toByteBuffer()) : Optional.empty();
    }

    static Optional<Mark> mark(byte type, ByteBuffer payload) {
        if (type != MARK || payload.remaining() < MARK_BYTES) {
            return Optional.empty();
        }
        ByteBuffer source = payload.duplicate();
        return Optional.of(new Mark(source.getLong(), source.getLong()));
    }

    /** Term of a granted vote; empty for every other message. */
    static OptionalLong grantedVote(String channel, Bytes message) {
        if (!channel.equals("raft") || message.length() < 11 || message.get(1) != VOTE_RESPONSE) {
            return OptionalLong.empty();
        }
        ByteBuffer source = message.toByteBuffer().position(2);
        long term = source.getLong();
        return source.get() == 1 ? OptionalLong.of(term) : OptionalLong.empty();
    }

    private static int hash(Bytes bytes, int from, int hash) {
        byte[] array = bytes.array();
        int end = bytes.offset() + bytes.length();
        int result = hash;
        for (int i = bytes.offset() + from; i < end; i++) {
            result = 31 * result + array[i];
        }
        return result;
    }
}

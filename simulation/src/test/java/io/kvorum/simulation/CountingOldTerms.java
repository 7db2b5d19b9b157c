package io.kvorum.simulation;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerTransport;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * A leader of three that takes an entry for committed as soon as two have it, whatever its term, and says so. It sends what
 * older terms left first and its own entries a little later, as a leader does whose batches are small.
 */
final class CountingOldTerms extends WrongMessages {
    private static final int APPEND_COMMIT = FIELDS + 16;
    private static final int APPEND_COUNT = FIELDS + 24;
    private static final int APPEND_ENTRIES = FIELDS + 28;
    private static final int ENTRY_HEAD_BYTES = 13;
    private static final int HELD_BACK = 50;

    private final LogMirror log;
    private final Map<MemberId, Long> matches = new TreeMap<>();
    private long term;
    private int heldBack;

    CountingOldTerms(PeerTransport transport, LogMirror log) {
        super(transport);
        this.log = log;
    }

    @Override
    protected Bytes incoming(String channel, MemberId from, Bytes message) {
        if (is(channel, APPEND_ACCEPTED, message)) {
            ByteBuffer accepted = message.toByteBuffer();
            noteTerm(accepted.getLong(2));
            matches.put(from, Math.min(accepted.getLong(FIELDS), log.lastIndex()));
        }
        return message;
    }

    @Override
    protected Bytes outgoing(String channel, MemberId to, Bytes message) {
        if (is(channel, APPEND_REQUEST, message)) {
            noteTerm(message.toByteBuffer().getLong(2));
            return changed(channel, APPEND_REQUEST, olderEntries(message), this::raiseCommit);
        }
        return changed(channel, HEARTBEAT, message, heartbeat -> {
            long counted = Math.min(counted(), matches.getOrDefault(to, 0L));
            heartbeat.putLong(FIELDS, Math.max(counted, heartbeat.getLong(FIELDS)));
        });
    }

    private void noteTerm(long newTerm) {
        if (newTerm > term) {
            term = newTerm;
            heldBack = 0;
            matches.clear();
        }
    }

    /** This member and one of the other two are a majority. */
    private long counted() {
        return matches.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private void raiseCommit(ByteBuffer request) {
        long reached = request.getLong(FIELDS) + request.getInt(APPEND_COUNT);
        request.putLong(APPEND_COMMIT, Math.max(request.getLong(APPEND_COMMIT), Math.min(counted(), reached)));
    }

    /** The message with the entries of older terms only, as long as others are held back. */
    private Bytes olderEntries(Bytes message) {
        ByteBuffer request = message.toByteBuffer();
        int count = request.getInt(APPEND_COUNT);
        int older = 0;
        int payload = 0;
        while (older < count && request.getLong(APPEND_ENTRIES + older * ENTRY_HEAD_BYTES) < term) {
            payload += request.getInt(APPEND_ENTRIES + older * ENTRY_HEAD_BYTES + 9);
            older++;
        }
        if (older == count || heldBack >= HELD_BACK) {
            return message;
        }
        heldBack++;
        int heads = APPEND_ENTRIES + older * ENTRY_HEAD_BYTES;
        byte[] cut = new byte[heads + payload];
        message.slice(0, heads).copyTo(cut, 0);
        message.slice(APPEND_ENTRIES + count * ENTRY_HEAD_BYTES, payload).copyTo(cut, heads);
        ByteBuffer.wrap(cut).putInt(APPEND_COUNT, older);
        return Bytes.wrap(cut);
    }
}

package io.kvorum.raft.driver;

import io.kvorum.raft.core.HardState;
import io.kvorum.raft.core.LogEntry;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How this algorithm writes into a log. Numbers are big-endian; the record's type says what follows. */
final class LogRecords {
    /** term (8), vote (8, 0 for nobody), commit (8). */
    static final byte HARD_STATE = 1;

    /** index (8), term (8), kind (1), payload. */
    static final byte ENTRY = 2;

    /** index (8), term (8): everything up to there is in the machine, durably; the log may begin after it. */
    static final byte MARK = 3;

    /** A {@link SnapshotMetaCodec snapshot} that the machine is about to take over. */
    static final byte SNAPSHOT = 4;

    static final int ENTRY_HEADER_BYTES = 17;

    private LogRecords() {}

    static Bytes encode(HardState hardState) {
        ByteBuffer target = ByteBuffer.allocate(24);
        target.putLong(hardState.term());
        target.putLong(hardState.vote().map(MemberId::value).orElse(0L));
        target.putLong(hardState.commit());
        return Bytes.wrap(target.array());
    }

    static HardState decodeHardState(ByteBuffer source) {
        long term = source.getLong();
        long vote = source.getLong();
        long commit = source.getLong();
        return new HardState(term, vote == 0 ? Optional.empty() : Optional.of(new MemberId(vote)), commit);
    }

    /** What precedes the payload. */
    static Bytes encodeHeader(LogEntry entry) {
        ByteBuffer target = ByteBuffer.allocate(ENTRY_HEADER_BYTES);
        target.putLong(entry.index());
        target.putLong(entry.term());
        target.put(entry.kind().code());
        return Bytes.wrap(target.array());
    }

    static LogEntry decodeEntry(ByteBuffer source) {
        long index = source.getLong();
        long term = source.getLong();
        LogEntry.Kind kind = LogEntry.Kind.of(source.get());
        return new LogEntry(index, term, kind, Bytes.copyOf(source));
    }

    static Bytes encodeMark(long index, long term) {
        ByteBuffer target = ByteBuffer.allocate(16);
        target.putLong(index);
        target.putLong(term);
        return Bytes.wrap(target.array());
    }
}

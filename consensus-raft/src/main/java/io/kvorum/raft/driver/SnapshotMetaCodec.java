package io.kvorum.raft.driver;

import io.kvorum.raft.membership.MembershipRecord;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.SnapshotMeta;
import java.nio.ByteBuffer;

/** What a snapshot holds, as it stands in log and messages: index, term, bytes, checksum (8 each), then the members. */
final class SnapshotMetaCodec {
    private static final int NUMBERS_BYTES = 32;

    private SnapshotMetaCodec() {}

    static Bytes encode(SnapshotMeta meta) {
        Bytes members = new MembershipRecord(meta.membership(), Bytes.EMPTY).encode();
        ByteBuffer target = ByteBuffer.allocate(NUMBERS_BYTES + members.length());
        target.putLong(meta.index()).putLong(meta.term()).putLong(meta.bytes()).putLong(meta.checksum());
        target.put(members.toByteBuffer());
        return Bytes.wrap(target.array());
    }

    /** Reads to the end of {@code source}. */
    static SnapshotMeta decode(ByteBuffer source) {
        long index = source.getLong();
        long term = source.getLong();
        long bytes = source.getLong();
        long checksum = source.getLong();
        MembershipRecord members = MembershipRecord.decode(Bytes.copyOf(source));
        return new SnapshotMeta(index, term, members.membership(), bytes, checksum);
    }
}

package io.kvorum.engine.lease;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.StorageCorruptionException;
import java.nio.ByteBuffer;

/**
 * How a lease is stored: its id is the key; the value is one byte of format, eight of lifetime and eight of checkpointed
 * remaining lifetime, in seconds, most significant byte first.
 */
final class LeaseRow {
    private static final byte FORMAT = 1;
    private static final int LENGTH = 1 + 2 * Long.BYTES;

    private LeaseRow() {}

    static Bytes key(long id) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
    }

    static Bytes value(LeaseRecord record) {
        return Bytes.wrap(ByteBuffer.allocate(LENGTH)
                .put(FORMAT)
                .putLong(record.lifetimeSeconds())
                .putLong(record.remainingSeconds())
                .array());
    }

    static LeaseRecord decode(Bytes key, Bytes value) {
        if (value.length() != LENGTH || value.get(0) != FORMAT) {
            throw new StorageCorruptionException("the row of lease " + key + " has an unknown form: " + value, null);
        }
        ByteBuffer content = value.toByteBuffer().position(1);
        return new LeaseRecord(key.toByteBuffer().getLong(), content.getLong(), content.getLong());
    }
}

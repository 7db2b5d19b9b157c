package io.kvorum.engine.apply;

import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import java.nio.ByteBuffer;

/**
 * How far the state in the backend has come; written in the same batch as what was applied, so that the two never differ.
 *
 * @param index of the last applied entry
 * @param term of that entry
 * @param wallMilliseconds latest wall time of any command; it never goes back
 */
record AppliedRow(long index, long term, long wallMilliseconds) {
    static final AppliedRow NONE = new AppliedRow(0, 0, 0);
    private static final Bytes KEY = Bytes.utf8("engine.applied");

    static AppliedRow read(StorageBackend backend) {
        Bytes value = backend.get(MvccStore.META, KEY);
        if (value == null) {
            return NONE;
        }
        ByteBuffer fields = value.toByteBuffer();
        return new AppliedRow(fields.getLong(), fields.getLong(), fields.getLong());
    }

    void write(WriteBatch batch) {
        byte[] value = ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(index)
                .putLong(term)
                .putLong(wallMilliseconds)
                .array();
        batch.put(MvccStore.META, KEY, Bytes.wrap(value));
    }
}

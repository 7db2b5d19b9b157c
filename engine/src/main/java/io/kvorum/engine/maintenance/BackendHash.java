package io.kvorum.engine.maintenance;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.engine.read.ReadLanes;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;

/**
 * Hashes all rows of the storage as of one moment (R309). Unlike the hash of the history it depends on how far a compaction
 * has come, so that equal members may differ for a while.
 *
 * @param applyLane the storage's writer, where the moment is taken
 * @param lanes where the rows are read
 */
public record BackendHash(Lane applyLane, StorageBackend backend, List<Keyspace> keyspaces, ReadLanes lanes) {
    /** Any thread; one of the callbacks runs, on a lane or the caller's thread. */
    public void compute(IntConsumer hash, Consumer<KvorumException> onRefusal) {
        if (!applyLane.offer(() -> freeze(hash, onRefusal))) {
            onRefusal.accept(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
        }
    }

    private void freeze(IntConsumer hash, Consumer<KvorumException> onRefusal) {
        StorageSnapshot view = backend.snapshot();
        boolean accepted = lanes.offer(() -> {
            try (view) {
                hash.accept(hashOf(view));
            }
        });
        if (!accepted) {
            view.close();
            onRefusal.accept(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
        }
    }

    private int hashOf(StorageSnapshot view) {
        CRC32C crc = new CRC32C();
        for (Keyspace keyspace : keyspaces) {
            crc.update(keyspace.name().getBytes(StandardCharsets.US_ASCII));
            try (RowCursor rows = view.scan(keyspace, KeyRange.ALL, false, Integer.MAX_VALUE)) {
                while (rows.next()) {
                    update(crc, rows.key());
                    update(crc, rows.value());
                }
            }
        }
        return (int) crc.getValue();
    }

    private static void update(CRC32C crc, Bytes bytes) {
        crc.update(bytes.array(), bytes.offset(), bytes.length());
    }
}

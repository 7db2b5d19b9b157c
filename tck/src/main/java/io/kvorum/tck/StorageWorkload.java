package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.List;

/** What the storage tests write. */
final class StorageWorkload {
    private StorageWorkload() {}

    /** A batch that gives {@code rows} rows the same value. */
    static WriteBatch batchOf(int number, int rows) {
        WriteBatch batch = new WriteBatch();
        Bytes value = Bytes.utf8("batch " + number + " ".repeat(400));
        for (int i = 0; i < rows; i++) {
            batch.put(StorageSession.SMALL, Bytes.utf8("row " + i), value);
        }
        return batch;
    }

    static void fill(StorageSession session, StorageModel model, int rows) {
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < rows; i++) {
            batch.put(StorageSession.BULK, model.newBulkKey(), Bytes.utf8("bulk " + i));
            batch.put(StorageSession.SMALL, Bytes.utf8("small " + i % 50), Bytes.utf8("value " + i));
        }
        session.backend().apply(batch);
        model.apply(batch);
    }

    /** Deletes, overwrites and adds. */
    static void churn(StorageSession session, StorageModel model, int round) {
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < 10; i++) {
            batch.put(StorageSession.SMALL, Bytes.utf8("small " + (round + i) % 60), Bytes.utf8("round " + round));
            batch.put(StorageSession.BULK, model.newBulkKey(), Bytes.utf8("round " + round));
        }
        batch.delete(StorageSession.BULK, model.existingKey(StorageSession.BULK, round * 31));
        batch.delete(StorageSession.SMALL, model.existingKey(StorageSession.SMALL, round * 7));
        session.backend().apply(batch);
        model.apply(batch);
    }

    static List<StorageRow> replacement(int rows) {
        List<StorageRow> replacement = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            byte[] key = new byte[17];
            key[0] = (byte) i;
            replacement.add(new StorageRow(StorageSession.BULK, Bytes.wrap(key), Bytes.utf8("new " + i)));
        }
        replacement.add(new StorageRow(StorageSession.WIDE, Bytes.utf8("new"), Bytes.utf8("new")));
        return replacement;
    }
}

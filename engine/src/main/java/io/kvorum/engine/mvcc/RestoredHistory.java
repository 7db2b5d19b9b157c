package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import io.kvorum.api.Rows;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is derived from all stored rows (R105, R136), built beside the present state: {@link MvccStore#restore} takes it over
 * in no time. One thread.
 */
public final class RestoredHistory {
    private final KeyIndex index = new KeyIndex();
    private final Map<ByteString, Long> leases = new LinkedHashMap<>();
    private long newest;

    /** Reads what the storage holds. Blocks for the disk. */
    public static RestoredHistory of(StorageBackend backend) {
        RestoredHistory history = new RestoredHistory();
        try (RowCursor cursor = backend.scan(MvccStore.ROWS, KeyRange.ALL, false, Integer.MAX_VALUE)) {
            while (cursor.next()) {
                history.add(cursor.key(), cursor.value());
            }
        }
        return history;
    }

    /** Rows that are taken note of here while somebody goes through them. */
    public SortedRows noting(SortedRows rows) {
        return new SortedRows() {
            @Override
            public boolean next() {
                boolean more = rows.next();
                if (more && rows.keyspace().equals(MvccStore.ROWS)) {
                    add(rows.key(), rows.value());
                }
                return more;
            }

            @Override
            public Keyspace keyspace() {
                return rows.keyspace();
            }

            @Override
            public Bytes key() {
                return rows.key();
            }

            @Override
            public Bytes value() {
                return rows.value();
            }
        };
    }

    private void add(Bytes revision, Bytes value) {
        ByteString row = RowReader.view(value);
        byte[] key = Rows.key(row).toByteArray();
        long main = RevisionBytes.main(revision);
        long lease = Rows.lease(row);
        index.restore(key, main, RevisionBytes.sub(revision), Rows.createRevision(row), Rows.version(row));
        if (lease != 0) {
            leases.put(ByteString.copyFrom(key), lease);
        } else if (!leases.isEmpty()) {
            leases.remove(Rows.key(row));
        }
        newest = Math.max(newest, main);
    }

    KeyIndex index() {
        return index;
    }

    /** The lease of each key that has one. */
    Map<ByteString, Long> leases() {
        return leases;
    }

    /** The newest revision that has a row; 0 if there is none. */
    long newest() {
        return newest;
    }
}

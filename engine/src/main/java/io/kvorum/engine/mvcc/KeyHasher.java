package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Rows;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;

/**
 * Hashes the history (R310-R314). The result does not depend on how far the removal of compacted revisions has come. Any
 * thread.
 */
final class KeyHasher {
    private static final int REMEMBERED_MAX = 10;
    private static final byte[] PREFIX = "key".getBytes(StandardCharsets.US_ASCII);

    private final MvccStore store;
    private final StorageBackend backend;
    private final KeyIndex index;
    private final Deque<KeyHash> remembered = new ArrayDeque<>();

    KeyHasher(MvccStore store, StorageBackend backend, KeyIndex index) {
        this.store = store;
        this.backend = backend;
        this.index = index;
    }

    KeyHash hash(long revision) {
        KeyHash known = known(revision);
        if (known != null) {
            return known;
        }
        while (true) {
            long compactRevision = store.compactRevision();
            long published = store.publishedRevision();
            if (revision > published) {
                throw new KvorumException(ErrorCode.FUTURE_REVISION);
            }
            if (revision > 0 && revision < compactRevision) {
                throw new KvorumException(ErrorCode.COMPACTED);
            }
            long upTo = revision > 0 ? revision : published;
            int hash = compute(upTo, compactRevision);
            if (store.compactRevision() == compactRevision) {
                return new KeyHash(hash, upTo, compactRevision);
            }
        }
    }

    void remember(Compaction compaction) {
        for (Compaction.Point point : compaction.takeUnhashed()) {
            int hash = compute(point.revision(), point.previous());
            synchronized (remembered) {
                remembered.addLast(new KeyHash(hash, point.revision(), point.previous()));
                if (remembered.size() > REMEMBERED_MAX) {
                    remembered.removeFirst();
                }
            }
        }
    }

    private KeyHash known(long revision) {
        synchronized (remembered) {
            for (KeyHash hash : remembered) {
                if (hash.hashRevision() == revision) {
                    return hash;
                }
            }
            return null;
        }
    }

    private int compute(long revision, long compactRevision) {
        boolean anyKept = compactRevision >= 0 && anyLive(revision);
        FoundRevision found = new FoundRevision();
        CRC32C crc = new CRC32C();
        crc.update(PREFIX);
        KeyRange range = new KeyRange(Bytes.EMPTY, RevisionBytes.of(revision + 1, 0));
        try (RowCursor cursor = backend.scan(MvccStore.ROWS, range, false, Integer.MAX_VALUE)) {
            while (cursor.next()) {
                Bytes key = cursor.key();
                Bytes value = cursor.value();
                ByteString row = RowReader.view(value);
                if (RevisionBytes.main(key) <= compactRevision
                        && !isNewest(row, key, anyKept ? revision : compactRevision, found)) {
                    continue;
                }
                crc.update(key.array(), key.offset(), key.length());
                if (Rows.isTombstone(row)) {
                    crc.update('t');
                }
                crc.update(value.array(), value.offset(), value.length());
            }
        }
        return (int) crc.getValue();
    }

    /** Whether the row is its key's newest as of a revision, and no deletion. */
    private boolean isNewest(ByteString row, Bytes rowKey, long revision, FoundRevision found) {
        byte[] key = Rows.key(row).toByteArray();
        IndexLeaf leaf = index.leafOf(key);
        int slot = leaf.search(key);
        return slot >= 0
                && leaf.find(slot, revision, found)
                && found.main == RevisionBytes.main(rowKey)
                && found.sub == RevisionBytes.sub(rowKey);
    }

    private boolean anyLive(long revision) {
        FoundRevision found = new FoundRevision();
        boolean[] any = {false};
        index.ascend(null, null, (leaf, order, from, to) -> {
            for (int i = from; i < to && !any[0]; i++) {
                any[0] = leaf.find(order[i], revision, found);
            }
            return !any[0];
        });
        return any[0];
    }
}

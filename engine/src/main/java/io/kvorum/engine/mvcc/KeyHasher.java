package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Rows;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
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
            long since = store.epoch().await();
            long compactRevision = store.compactRevision();
            long published = store.publishedRevision();
            if (revision > published) {
                throw new KvorumException(ErrorCode.FUTURE_REVISION);
            }
            if (revision > 0 && revision < compactRevision) {
                throw new KvorumException(ErrorCode.COMPACTED);
            }
            long upTo = revision > 0 ? revision : published;
            OptionalInt hash = tryCompute(upTo, compactRevision, since);
            if (hash.isPresent() && store.compactRevision() == compactRevision) {
                return new KeyHash(hash.getAsInt(), upTo, compactRevision);
            }
        }
    }

    void remember(Compaction compaction) {
        for (Compaction.Point point : compaction.takeUnhashed()) {
            OptionalInt hash =
                    tryCompute(point.revision(), point.previous(), store.epoch().await());
            if (hash.isEmpty()) {
                // Other rows are there now: what was compacted is no longer to be seen.
                continue;
            }
            synchronized (remembered) {
                remembered.addLast(new KeyHash(hash.getAsInt(), point.revision(), point.previous()));
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

    /** The hash, or nothing if all rows were replaced meanwhile. */
    private OptionalInt tryCompute(long revision, long compactRevision, long since) {
        OptionalInt hash;
        try {
            hash = OptionalInt.of(compute(revision, compactRevision));
        } catch (StorageException failure) {
            if (store.epoch().holds(since)) {
                throw failure;
            }
            return OptionalInt.empty();
        }
        return store.epoch().holds(since) ? hash : OptionalInt.empty();
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

package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.api.Rows;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fetches the rows of a selection: from the cache, the rest from the storage in the order in which it lies there. Any
 * thread.
 */
final class RowReader {
    /** Rows that follow one another are read by a scan from this number on. */
    private static final int SCAN_ROWS_MIN = 8;

    /** A scan may meet so many rows per row that is wanted. */
    private static final int SCAN_ROWS_PER_WANTED = 4;

    private final StorageBackend backend;
    private final RowCache written;
    private final FetchedRows fetched;

    /**
     * Makes a reader.
     *
     * @param written rows of late writes
     * @param fetched rows that readers had to fetch
     */
    RowReader(StorageBackend backend, RowCache written, FetchedRows fetched) {
        this.backend = backend;
        this.written = written;
        this.fetched = fetched;
    }

    static ByteString view(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array(), bytes.offset(), bytes.length());
    }

    /** The rows, or null if one of them is not in the cache. */
    List<ByteString> cached(Selection selection) {
        ByteString[] rows = new ByteString[selection.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = remembered(selection.modRevision(i), selection.subRevision(i));
            if (rows[i] == null) {
                return null;
            }
        }
        return List.of(rows);
    }

    private ByteString remembered(long main, int sub) {
        ByteString row = written.get(main, sub);
        return row == null ? fetched.get(main, sub) : row;
    }

    /** One row, or null if it is gone. */
    ByteString row(long main, int sub) {
        ByteString row = remembered(main, sub);
        if (row == null) {
            Bytes stored = backend.get(MvccStore.ROWS, RevisionBytes.of(main, sub));
            if (stored != null) {
                row = view(stored);
                fetched.put(main, sub, row);
            }
        }
        return row;
    }

    /**
     * The rows in the order of the selection, or null if one of them is gone.
     *
     * @param pending rows that are not in the storage yet; null for none
     */
    List<ByteString> rows(Selection selection, PendingRows pending) {
        ByteString[] rows = new ByteString[selection.size()];
        int[] missing = new int[rows.length];
        int missingCount = 0;
        for (int i = 0; i < rows.length; i++) {
            long main = selection.modRevision(i);
            int sub = selection.subRevision(i);
            ByteString row = pending == null ? null : pending.get(main, sub);
            rows[i] = row == null ? remembered(main, sub) : row;
            if (rows[i] == null) {
                missing[missingCount++] = i;
            }
        }
        if (missingCount == 1) {
            int index = missing[0];
            rows[index] = row(selection.modRevision(index), selection.subRevision(index));
        } else if (missingCount > 1) {
            fetch(selection, rows, Arrays.copyOf(missing, missingCount));
        }
        for (ByteString row : rows) {
            if (row == null) {
                return null;
            }
        }
        return List.of(rows);
    }

    private void fetch(Selection selection, ByteString[] rows, int[] missing) {
        int[] ordered = inRevisionOrder(selection, missing);
        int start = 0;
        List<Bytes> scattered = new ArrayList<>();
        int[] scatteredIndexes = new int[ordered.length];
        while (start < ordered.length) {
            int end = start + 1;
            while (end < ordered.length && follows(selection, ordered[end - 1], ordered[end])) {
                end++;
            }
            boolean scanned = end - start >= SCAN_ROWS_MIN && scan(selection, rows, ordered, start, end);
            for (int i = start; !scanned && i < end; i++) {
                int index = ordered[i];
                scatteredIndexes[scattered.size()] = index;
                scattered.add(RevisionBytes.of(selection.modRevision(index), selection.subRevision(index)));
            }
            start = end;
        }
        if (!scattered.isEmpty()) {
            fetchScattered(rows, scattered, scatteredIndexes);
        }
        for (int index : ordered) {
            if (rows[index] != null) {
                fetched.put(selection.modRevision(index), selection.subRevision(index), rows[index]);
            }
        }
    }

    private void fetchScattered(ByteString[] rows, List<Bytes> keys, int[] indexes) {
        int[] position = {0};
        backend.getAll(MvccStore.ROWS, keys, (key, value) -> {
            while (!keys.get(position[0]).equals(key)) {
                position[0]++;
            }
            rows[indexes[position[0]++]] = view(value);
        });
    }

    /** Reads a run of rows that follow one another; false if too much lies between them. */
    private boolean scan(Selection selection, ByteString[] rows, int[] ordered, int start, int end) {
        Bytes from = key(selection, ordered[start]);
        int limit = SCAN_ROWS_PER_WANTED * (end - start);
        int at = start;
        try (RowCursor cursor = backend.scan(MvccStore.ROWS, new KeyRange(from, null), false, limit)) {
            while (at < end && cursor.next()) {
                Bytes found = cursor.key();
                long main = RevisionBytes.main(found);
                int sub = RevisionBytes.sub(found);
                while (at < end && compare(selection, ordered[at], main, sub) < 0) {
                    at++;
                }
                if (at < end && compare(selection, ordered[at], main, sub) == 0) {
                    rows[ordered[at++]] = view(cursor.value());
                }
            }
        }
        return at == end;
    }

    private static int[] inRevisionOrder(Selection selection, int[] indexes) {
        boolean sorted = true;
        for (int i = 1; sorted && i < indexes.length; i++) {
            int previous = indexes[i - 1];
            sorted = compare(selection, indexes[i], selection.modRevision(previous), selection.subRevision(previous))
                    > 0;
        }
        if (sorted) {
            return indexes;
        }
        Integer[] boxed = Arrays.stream(indexes).boxed().toArray(Integer[]::new);
        Arrays.sort(boxed, (a, b) -> compare(selection, a, selection.modRevision(b), selection.subRevision(b)));
        return Arrays.stream(boxed).mapToInt(Integer::intValue).toArray();
    }

    private static boolean follows(Selection selection, int previous, int next) {
        long gap = selection.modRevision(next) - selection.modRevision(previous);
        return gap <= 1;
    }

    private static int compare(Selection selection, int index, long main, int sub) {
        int order = Long.compare(selection.modRevision(index), main);
        return order == 0 ? Integer.compare(selection.subRevision(index), sub) : order;
    }

    private static Bytes key(Selection selection, int index) {
        return RevisionBytes.of(selection.modRevision(index), selection.subRevision(index));
    }

    /** The pairs without value and lease, or null if one is gone. */
    List<ByteString> rowsWithoutValue(Selection selection, PendingRows pending) {
        List<ByteString> rows = indexed(selection);
        return rows == null ? stripped(rows(selection, pending)) : rows;
    }

    /** The pairs without value and lease, or null if one of them is neither in the index nor in the cache. */
    List<ByteString> cachedWithoutValue(Selection selection) {
        List<ByteString> rows = indexed(selection);
        return rows == null ? stripped(cached(selection)) : rows;
    }

    /** The pairs as the index knows them, or null if it does not: it knows the newest pair of each key. */
    private static List<ByteString> indexed(Selection selection) {
        ByteString[] rows = new ByteString[selection.size()];
        FoundRevision newest = new FoundRevision();
        for (int i = 0; i < rows.length; i++) {
            IndexLeaf leaf = selection.leaf(i);
            int slot = selection.slot(i);
            if (leaf == null
                    || !leaf.find(slot, Long.MAX_VALUE, newest)
                    || compare(selection, i, newest.main, newest.sub) != 0) {
                return null;
            }
            rows[i] = withoutValue(leaf.keyBytes(slot), newest.createRevision, newest.main, newest.version);
        }
        return List.of(rows);
    }

    private static ByteString withoutValue(ByteString key, long createRevision, long modRevision, long version) {
        return UnsafeByteOperations.unsafeWrap(
                Rows.encode(key, createRevision, modRevision, version, ByteString.EMPTY, 0));
    }

    private static List<ByteString> stripped(List<ByteString> rows) {
        if (rows == null) {
            return null;
        }
        List<ByteString> result = new ArrayList<>(rows.size());
        for (ByteString row : rows) {
            result.add(withoutValue(Rows.key(row), Rows.createRevision(row), Rows.modRevision(row), Rows.version(row)));
        }
        return result;
    }
}

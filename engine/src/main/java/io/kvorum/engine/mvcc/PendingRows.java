package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows that are written but not yet in the storage, in the order of their revisions. Apply lane only. */
final class PendingRows {
    private final List<byte[]> rows = new ArrayList<>();
    private final List<ByteString> shared = new ArrayList<>();
    private long[] mains = new long[64];
    private int[] subs = new int[64];
    private int drained;

    ByteString add(long main, int sub, byte[] row, ByteString view) {
        int size = rows.size();
        if (size == mains.length) {
            mains = Arrays.copyOf(mains, 2 * size);
            subs = Arrays.copyOf(subs, 2 * size);
        }
        mains[size] = main;
        subs[size] = sub;
        rows.add(row);
        shared.add(view);
        return view;
    }

    /** The row, or null if it is not pending. */
    ByteString get(long main, int sub) {
        int low = 0;
        int high = rows.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(mains[middle], main);
            order = order == 0 ? Integer.compare(subs[middle], sub) : order;
            if (order == 0) {
                return shared.get(middle);
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    void drainInto(WriteBatch batch) {
        for (; drained < rows.size(); drained++) {
            batch.put(MvccStore.ROWS, RevisionBytes.of(mains[drained], subs[drained]), Bytes.wrap(rows.get(drained)));
        }
    }

    boolean isDrained() {
        return drained == rows.size();
    }

    void clear() {
        rows.clear();
        shared.clear();
        drained = 0;
    }
}

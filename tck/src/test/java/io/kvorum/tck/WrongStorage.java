package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageException;
import io.kvorum.spi.storage.StorageLimits;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.StorageStats;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A right backend with one flaw before it. */
final class WrongStorage implements StorageBackend {
    private final Supplier<StorageBackend> opener;
    private final StorageFlaw flaw;
    private final Thread maker = Thread.currentThread();
    private WriteBatch late = new WriteBatch();
    private StorageBackend backend;

    WrongStorage(Supplier<StorageBackend> opener, StorageFlaw flaw) {
        this.opener = opener;
        this.flaw = flaw;
        this.backend = opener.get();
    }

    @Override
    public void apply(WriteBatch batch) {
        switch (flaw) {
            case STO_1_SPLITS_BATCHES -> {
                backend.apply(part(batch, 0, batch.size() / 2));
                backend.apply(part(batch, batch.size() / 2, batch.size()));
            }
            case STO_3_SHOWS_LATE -> {
                backend.apply(late);
                late = part(batch, 0, batch.size());
            }
            case STO_9_TRIES_AGAIN -> tryAgain(() -> backend.apply(batch));
            default -> backend.apply(batch);
        }
    }

    private void tryAgain(Runnable work) {
        try {
            work.run();
        } catch (StorageException failure) {
            backend.close();
            backend = opener.get();
            throw failure;
        }
    }

    private static WriteBatch part(WriteBatch batch, int from, int to) {
        WriteBatch part = new WriteBatch();
        for (int i = from; i < to; i++) {
            if (batch.value(i) == null) {
                part.delete(batch.keyspace(i), batch.key(i));
            } else {
                part.put(batch.keyspace(i), batch.key(i), batch.value(i));
            }
        }
        return part;
    }

    @Override
    public CompletionStage<Void> flush() {
        return flaw == StorageFlaw.STO_2_FLUSHES_NOTHING ? CompletableFuture.completedFuture(null) : backend.flush();
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        requireThread();
        return backend.get(keyspace, key);
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        requireThread();
        RowCursor cursor = backend.scan(keyspace, range, descending, limit);
        return flaw == StorageFlaw.STO_4_SIGNED_ORDER ? new SignedOrder(cursor) : cursor;
    }

    private void requireThread() {
        if (flaw == StorageFlaw.STO_7_ONE_THREAD && Thread.currentThread() != maker) {
            throw new IllegalStateException("one thread only");
        }
    }

    @Override
    public StorageSnapshot snapshot() {
        return flaw == StorageFlaw.STO_5_LIVE_SNAPSHOT ? new LiveSnapshot(backend) : backend.snapshot();
    }

    @Override
    public LoadedRows load(SortedRows rows) {
        return switch (flaw) {
            case STO_6_SHOWS_WHAT_IS_LOADED -> {
                backend.replaceAll(rows);
                yield () -> {};
            }
            case STO_6_REPLACES_BIT_BY_BIT -> {
                backend.replaceAll(new ListedRows(List.of()));
                while (rows.next()) {
                    backend.apply(new WriteBatch().put(rows.keyspace(), rows.key(), rows.value()));
                }
                yield () -> {};
            }
            case STO_6_LOADS_WHEN_INSTALLED -> () -> backend.replaceAll(rows);
            default -> backend.load(rows);
        };
    }

    @Override
    public CompletionStage<Void> defragment() {
        return flaw == StorageFlaw.STO_10_KEEPS_SPACE ? CompletableFuture.completedFuture(null) : backend.defragment();
    }

    @Override
    public StorageStats stats() {
        return backend.stats();
    }

    @Override
    public StorageLimits limits() {
        return backend.limits();
    }

    @Override
    public void close() {
        backend.close();
    }

    /** Sees what is there now. */
    private record LiveSnapshot(StorageBackend backend) implements StorageSnapshot {
        @Override
        public Bytes get(Keyspace keyspace, Bytes key) {
            return backend.get(keyspace, key);
        }

        @Override
        public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
            return backend.scan(keyspace, range, descending, limit);
        }

        @Override
        public long approximateBytes() {
            return backend.stats().inUse();
        }

        @Override
        public void close() {}
    }

    /** Takes bytes for signed numbers. */
    private static final class SignedOrder implements RowCursor {
        private final List<Bytes[]> rows = new ArrayList<>();
        private int position = -1;

        SignedOrder(RowCursor cursor) {
            while (cursor.next()) {
                rows.add(new Bytes[] {cursor.key(), cursor.value()});
            }
            cursor.close();
            rows.sort(Comparator.comparing(row -> row[0].toByteArray(), Arrays::compare));
        }

        @Override
        public boolean next() {
            position++;
            return position < rows.size();
        }

        @Override
        public Bytes key() {
            return rows.get(position)[0];
        }

        @Override
        public Bytes value() {
            return rows.get(position)[1];
        }

        @Override
        public void close() {}
    }
}

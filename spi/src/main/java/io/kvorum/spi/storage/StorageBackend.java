package io.kvorum.spi.storage;

import io.kvorum.spi.Bytes;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * An open store of rows.
 *
 * <p>Made and opened by {@link StorageFactory#create}. The <i>writer</i> is one lane; {@code apply}, {@code flush},
 * {@code snapshot}, {@link LoadedRows#install} and {@code close} are its calls. Readers come from any thread at any time.
 *
 * <p>Every method throws {@link StorageException} when the instance has become unusable (STO-9), and
 * {@link StorageCorruptionException} when it meets damage (STO-8).
 */
public interface StorageBackend extends AutoCloseable {
    /**
     * Applies a batch: its changes in order, the last one for a key counts.
     *
     * <p>Thread: the writer. May block for the page cache, not for a sync. Visible when it returns (STO-3), durable only
     * after a later {@link #flush}. The batch is the caller's again afterwards; keys and values are shared, as they never
     * change.
     */
    void apply(WriteBatch batch);

    /**
     * Makes every batch applied before this call durable, as one prefix (STO-2).
     *
     * <p>Thread: the writer; constant time there as far as the backend can. One in flight: the engine waits for the stage
     * before it calls again. The stage completes on any thread, possibly before the call returns; it fails if the
     * promise cannot be given, the instance is unusable then and the node stops.
     */
    CompletionStage<Void> flush();

    /** The value of a row, or null if there is none. Any thread; may block for the disk. */
    Bytes get(Keyspace keyspace, Bytes key);

    /**
     * Looks up many keys and hands over the rows that exist, in the order of the keys.
     *
     * <p>Any thread. The default asks one by one; a backend whose rows lie near each other may do better.
     *
     * @param keys ascending
     */
    default void getAll(Keyspace keyspace, List<Bytes> keys, RowVisitor visitor) {
        for (Bytes key : keys) {
            Bytes value = get(keyspace, key);
            if (value != null) {
                visitor.row(key, value);
            }
        }
    }

    /**
     * Walks over the rows of a range (STO-4).
     *
     * <p>Any thread; the cursor belongs to the one that opened it, is short-lived and must be closed. Rows applied
     * meanwhile may or may not show.
     *
     * @param descending from the end of the range to its start
     * @param limit rows at most; a positive number
     */
    RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit);

    /** A frozen view of the rows after the last applied batch (STO-5). Thread: the writer, between batches. */
    StorageSnapshot snapshot();

    /**
     * Writes rows beside the present ones, which nothing changes before {@link LoadedRows#install} (STO-6). What a crash
     * or a failure leaves of it is cleared away, at the next opening at the latest.
     *
     * <p>Thread: any one, beside the writer and readers; one load at a time, and none when the writer calls {@link #close}.
     * Blocks for as long as it takes: the writer goes on meanwhile.
     *
     * @throws StorageException if they could not be written
     */
    LoadedRows load(SortedRows rows);

    /** Loads rows and installs them. Thread: the writer; blocks for as long as it takes. */
    default void replaceAll(SortedRows rows) {
        try (LoadedRows loaded = load(rows)) {
            loaded.install();
        }
    }

    /**
     * Gives space of deleted rows back (STO-10). May run beside reads and writes; a call during a run joins it.
     *
     * <p>Any thread; returns at once.
     */
    CompletionStage<Void> defragment();

    /** Present sizes, cheap enough for once a second. Any thread. */
    StorageStats stats();

    /** Constant while open. Any thread. */
    StorageLimits limits();

    /** Flushes nothing; gives back files and threads. Thread: the writer; may be repeated. */
    @Override
    void close();
}

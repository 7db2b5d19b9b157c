package io.kvorum.spi.wal;

import io.kvorum.spi.Bytes;
import java.util.function.Consumer;

/**
 * An open log. It knows neither entries nor terms: those are record types of the layer above, which also keeps the way
 * from its own index to an LSN. A record is never changed; a later record may overrule it, and replay shows both.
 *
 * <p>Made by {@link WalOpener#open}. Group commit lives above: {@link #append} and {@link #sync} are separate, may
 * overlap, and each has one caller at a time.
 */
public interface WriteAheadLog extends AutoCloseable {
    /**
     * Appends one record, the concatenation of {@code payload}. Not durable yet.
     *
     * <p>Thread: one writer (WAL-1): whoever appends first, and nobody else afterwards. May block for a write to the page cache, never for a sync. The payload is copied
     * before the call returns.
     *
     * @param type any value; the log only keeps it
     * @return the record's LSN: the one before plus 1
     * @throws IllegalArgumentException if the payload exceeds {@link WalLimits#recordBytesMax()}; the log is unharmed
     * @throws WalFullException if there is no space; nothing was appended, the log is unharmed and may be tried again
     * @throws WalFailedException if the log is unusable from now on (WAL-7)
     */
    long append(byte type, Bytes... payload);

    /**
     * Makes durable at least every record whose {@code append} returned before this call began.
     *
     * <p>Thread: one caller at a time, the writer's or one other. Blocks for the disk.
     *
     * @return the LSN up to which everything is durable
     * @throws WalFailedException if the promise cannot be given. Never repeat the call: what an operating system
     *     reports as synced after a failed sync need not be (WAL-7). Stop the node.
     */
    long sync();

    /**
     * Hands records to {@code visitor} in order, from {@code fromLsn} on, until one of the bounds is met; the first record
     * is handed over even if it alone exceeds {@code maxBytes}.
     *
     * <p>Any thread; may block for the disk; must not run on a lane that decides. Records that are appended but not yet
     * durable may be included.
     *
     * @return number of records handed over; 0 if {@code fromLsn} is above {@link #appendedLsn()}
     * @throws IllegalArgumentException if {@code fromLsn} is below {@link #firstLsn()}
     * @throws WalFailedException if a record cannot be read or is damaged
     */
    int read(long fromLsn, int maxRecords, long maxBytes, RecordVisitor visitor);

    /**
     * Says that no record below {@code lsn} is needed any more. The log may keep more (WAL-9), and forgets a lower
     * demand than an earlier one. What is still needed and lies below must have been appended again and synced before.
     *
     * <p>Thread: the writer. Does not block for long: files may be deleted in the background.
     */
    void releaseBefore(long lsn);

    /** LSN of the oldest record that is kept; {@code appendedLsn() + 1} when there is none. Any thread. */
    long firstLsn();

    /** LSN of the newest record; 0 in a log that never had one. Any thread. */
    long appendedLsn();

    /** LSN up to which everything is durable. Any thread. */
    long durableLsn();

    /** Constant while the log is open. Any thread. */
    WalLimits limits();

    /**
     * Names the one who hears of space (WAL-8). Called at once with the present state, then at each change, from any
     * thread; must not block. One listener; a later call replaces it.
     */
    void onSpace(Consumer<SpaceState> listener);

    /** Syncs nothing; gives back files and threads. The writer's thread; may be repeated. */
    @Override
    void close();
}

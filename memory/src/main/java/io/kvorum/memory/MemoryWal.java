package io.kvorum.memory;

import io.kvorum.memory.MemoryWalRecords.MemoryRecord;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WalLimits;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;

/** An open log in memory. */
final class MemoryWal implements WriteAheadLog {
    private final MemoryWalRecords records;
    private Thread writer;
    private volatile long durableLsn;
    private volatile boolean closed;

    MemoryWal(MemoryWalRecords records) {
        if (!records.owner.compareAndSet(null, this)) {
            throw new ComponentException("the log in memory is open already");
        }
        this.records = records;
        this.durableLsn = records.appendedLsn();
    }

    @Override
    public long append(byte type, Bytes... payload) {
        requireOpen();
        requireWriter();
        long length = 0;
        for (Bytes part : payload) {
            length += part.length();
        }
        if (length > records.recordBytesMax()) {
            throw new IllegalArgumentException(
                    "record of " + length + " bytes; at most " + records.recordBytesMax() + " are taken");
        }
        byte[] copy = new byte[(int) length];
        int position = 0;
        for (Bytes part : payload) {
            part.copyTo(copy, position);
            position += part.length();
        }
        long lsn = records.append(type, copy);
        if (lsn == 0) {
            throw new WalFullException("no room for a record of " + length + " bytes");
        }
        return lsn;
    }

    @Override
    public long sync() {
        requireOpen();
        durableLsn = records.appendedLsn();
        return durableLsn;
    }

    @Override
    public int read(long fromLsn, int maxRecords, long maxBytes, RecordVisitor visitor) {
        requireOpen();
        if (fromLsn < records.firstLsn()) {
            throw new IllegalArgumentException("LSN " + fromLsn + " is below the first one, " + records.firstLsn());
        }
        int count = 0;
        long bytes = 0;
        for (Map.Entry<Long, MemoryRecord> entry : records.from(fromLsn)) {
            byte[] payload = entry.getValue().payload();
            bytes += payload.length;
            if (count == maxRecords || count > 0 && bytes > maxBytes) {
                break;
            }
            visitor.record(
                    entry.getKey(),
                    entry.getValue().type(),
                    ByteBuffer.wrap(payload).asReadOnlyBuffer());
            count++;
        }
        return count;
    }

    @Override
    public void releaseBefore(long lsn) {
        requireOpen();
        records.releaseBefore(lsn);
    }

    @Override
    public long firstLsn() {
        return records.firstLsn();
    }

    @Override
    public long appendedLsn() {
        return records.appendedLsn();
    }

    @Override
    public long durableLsn() {
        return durableLsn;
    }

    @Override
    public WalLimits limits() {
        return new WalLimits(records.recordBytesMax(), false);
    }

    @Override
    public void onSpace(Consumer<SpaceState> listener) {
        records.onSpace(listener);
    }

    @Override
    public void close() {
        closed = true;
        if (records.owner.compareAndSet(this, null)) {
            records.onSpace(state -> {});
        }
    }

    /** The writer is who appends first (WAL-1). */
    private void requireWriter() {
        Thread current = Thread.currentThread();
        if (writer == null) {
            writer = current;
        } else if (writer != current) {
            throw new IllegalStateException(
                    "thread " + current.getName() + " appends to the log of thread " + writer.getName());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new WalFailedException("the log in memory is closed", null);
        }
    }
}

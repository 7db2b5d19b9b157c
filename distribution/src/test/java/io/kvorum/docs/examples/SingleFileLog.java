package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WalLimits;
import io.kvorum.spi.wal.WriteAheadLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An open log in one file, which is never shortened: {@code releaseBefore} may keep more than it was told (WAL-9). */
final class SingleFileLog implements WriteAheadLog {
    private final RecordFile file;
    private final long recordBytesMax;
    private final List<Long> positions = new ArrayList<>(); // of record LSN - 1; guarded by itself
    private long end; // the writer's
    private Thread writer;
    private volatile long appendedLsn;
    private volatile long durableLsn;
    private volatile String failed;
    private volatile SpaceState space = SpaceState.OK;
    private volatile Consumer<SpaceState> listener = state -> {};

    SingleFileLog(RecordFile file, long recordBytesMax, RecordVisitor replay) {
        this.file = file;
        this.recordBytesMax = recordBytesMax;
        end = file.recover((position, found) -> {
            positions.add(position);
            appendedLsn = found.lsn();
            replay.record(found.lsn(), found.type(), found.payload());
        });
        durableLsn = appendedLsn; // WAL-6: recover() has synced what it accepted
    }

    @Override
    public long append(byte type, Bytes... payload) {
        requireUsable();
        requireWriter();
        long length = 0;
        for (Bytes part : payload) {
            length += part.length();
        }
        if (length > recordBytesMax) { // WAL-10
            throw new IllegalArgumentException("record of " + length + " bytes; at most " + recordBytesMax);
        }
        if (space == SpaceState.LOW && !file.hasRoomFor(length)) {
            throw new WalFullException("no room for a record of " + length + " bytes");
        }
        long lsn = appendedLsn + 1;
        try {
            long next = file.write(end, lsn, durableLsn, type, payload);
            synchronized (positions) {
                positions.add(end);
            }
            end = next;
            appendedLsn = lsn;
            return lsn;
        } catch (IOException failure) {
            throw fail("cannot append to " + file, failure);
        }
    }

    @Override
    public long sync() {
        requireUsable();
        long covered = appendedLsn;
        try {
            file.force();
        } catch (IOException failure) {
            throw fail("cannot sync " + file, failure);
        }
        durableLsn = covered;
        announce(file.isRoomy() ? SpaceState.OK : SpaceState.LOW);
        return covered;
    }

    @Override
    public int read(long fromLsn, int maxRecords, long maxBytes, RecordVisitor visitor) {
        requireUsable();
        if (fromLsn < firstLsn()) {
            throw new IllegalArgumentException("LSN " + fromLsn + " is below the first one");
        }
        int count = 0;
        long bytes = 0;
        for (long lsn = fromLsn; lsn <= appendedLsn && count < maxRecords; lsn++) {
            RecordFile.Found found = file.read(position(lsn), lsn);
            bytes += found.payload().remaining();
            if (count > 0 && bytes > maxBytes) {
                break;
            }
            visitor.record(lsn, found.type(), found.payload());
            count++;
        }
        return count;
    }

    private long position(long lsn) {
        synchronized (positions) {
            return positions.get((int) (lsn - 1));
        }
    }

    @Override
    public void releaseBefore(long lsn) {
        requireUsable();
    }

    @Override
    public long firstLsn() {
        return 1;
    }

    @Override
    public long appendedLsn() {
        return appendedLsn;
    }

    @Override
    public long durableLsn() {
        return durableLsn;
    }

    @Override
    public WalLimits limits() {
        return new WalLimits(recordBytesMax, true);
    }

    @Override
    public void onSpace(Consumer<SpaceState> newListener) {
        listener = newListener;
        newListener.accept(space);
    }

    private void announce(SpaceState present) {
        if (present != space) {
            space = present;
            listener.accept(present);
        }
    }

    @Override
    public void close() {
        failed = "it is closed";
        file.close();
    }

    private WalFailedException fail(String what, IOException cause) {
        failed = what; // WAL-7: whatever comes later is refused
        return new WalFailedException(what, cause);
    }

    private void requireUsable() {
        if (failed != null) {
            throw new WalFailedException("log single-file is unusable: " + failed, null);
        }
    }

    private void requireWriter() { // WAL-1: the writer is who appends first
        if (writer == null) {
            writer = Thread.currentThread();
        } else if (writer != Thread.currentThread()) {
            throw new IllegalStateException(Thread.currentThread() + " appends to the log of " + writer);
        }
    }
}
// endregion

package io.kvorum.tck.sim;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalCorruptionException;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WalLimits;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A log in segments on a simulated disk. Coarse locking makes it right on threads too; nothing here is fast. */
final class SimulatedWal implements WriteAheadLog {
    private static final int LIMIT = SimulatedWalFactory.RECORD_BYTES_MAX;

    private final SimulatedDisk disk;
    private final Path directory;
    private final int segmentBytes;
    private final Runnable claim;
    // Oldest first; the last one is written to
    private final List<SimulatedWalSegment> segments = new ArrayList<>();
    private long releasedBefore = 1;
    private long durableLsn;
    private RuntimeException failure;
    private boolean closed;
    private Thread writer;
    private SpaceState space;
    private Consumer<SpaceState> spaceListener = state -> {};

    SimulatedWal(SimulatedDisk disk, Path directory, int segmentBytes, RecordVisitor replay) {
        this.disk = disk;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.claim = disk.claim(directory);
        if (claim == null) {
            throw new ComponentException("log " + directory + " is open already");
        }
        try {
            recover();
        } catch (WalCorruptionException damage) {
            claim.run();
            throw damage;
        }
        this.space = spaceNow();
        disk.onSpace(this::checkSpace);
        read(firstLsn(), Integer.MAX_VALUE, Long.MAX_VALUE, replay);
    }

    private void recover() {
        for (Path path : disk.list(directory)) {
            SimulatedFile file = disk.open(path);
            SimulatedWalSegment segment = SimulatedWalSegment.recover(file);
            boolean follows = segments.isEmpty() || segment.firstLsn() == last().nextLsn();
            if (follows) {
                segments.add(segment);
            } else if (file.syncedSize() == 0) {
                disk.delete(path);
            } else {
                throw new WalCorruptionException("records before " + path + " are missing", null);
            }
        }
        if (segments.isEmpty()) {
            segments.add(SimulatedWalSegment.create(disk, directory, 1));
        }
        segments.forEach(SimulatedWalSegment::sync);
        durableLsn = appendedLsn();
    }

    @Override
    public synchronized long append(byte type, Bytes... payload) {
        requireUsable();
        if (writer == null) {
            writer = Thread.currentThread();
        }
        if (writer != Thread.currentThread()) {
            throw new IllegalStateException(
                    "thread " + Thread.currentThread().getName() + " appends to the log of thread " + writer.getName());
        }
        int length = 0;
        for (Bytes part : payload) {
            length = Math.addExact(length, part.length());
        }
        if (length > LIMIT) {
            throw new IllegalArgumentException("record of " + length + " bytes; at most " + LIMIT + " are taken");
        }
        if (SimulatedWalSegment.frameBytes(length) > disk.free()) {
            throw new WalFullException("no space for a record of " + length + " bytes");
        }
        try {
            if (last().size() >= segmentBytes) {
                // A segment that is followed by another one is whole: only the newest can be torn
                sync();
                segments.add(SimulatedWalSegment.create(disk, directory, last().nextLsn()));
            }
            long lsn = last().append(type, length, payload);
            checkSpace();
            return lsn;
        } catch (DiskFailure e) {
            throw fail(e);
        }
    }

    @Override
    public synchronized long sync() {
        requireUsable();
        try {
            long appended = appendedLsn();
            last().sync();
            durableLsn = appended;
            return appended;
        } catch (DiskFailure e) {
            throw fail(e);
        }
    }

    @Override
    public synchronized int read(long fromLsn, int maxRecords, long maxBytes, RecordVisitor visitor) {
        requireUsable();
        if (fromLsn < firstLsn()) {
            throw new IllegalArgumentException("LSN " + fromLsn + " is below the first one, " + firstLsn());
        }
        int records = 0;
        long bytes = 0;
        for (SimulatedWalSegment segment : List.copyOf(segments)) {
            for (long lsn = Math.max(fromLsn, segment.firstLsn()); lsn < segment.nextLsn(); lsn++) {
                int length = segment.payloadBytes(lsn);
                if (records == maxRecords || records > 0 && bytes + length > maxBytes) {
                    return records;
                }
                segment.visit(lsn, visitor);
                records++;
                bytes += length;
            }
        }
        return records;
    }

    @Override
    public synchronized void releaseBefore(long lsn) {
        requireUsable();
        releasedBefore = Math.max(releasedBefore, lsn);
        while (segments.size() > 1 && segments.get(0).nextLsn() <= releasedBefore) {
            segments.remove(0).delete(disk);
        }
        checkSpace();
    }

    @Override
    public synchronized long firstLsn() {
        return segments.get(0).firstLsn();
    }

    @Override
    public synchronized long appendedLsn() {
        return last().nextLsn() - 1;
    }

    @Override
    public synchronized long durableLsn() {
        return durableLsn;
    }

    @Override
    public WalLimits limits() {
        return new WalLimits(LIMIT, true);
    }

    @Override
    public synchronized void onSpace(Consumer<SpaceState> listener) {
        spaceListener = listener;
        space = spaceNow();
        listener.accept(space);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            spaceListener = state -> {};
            claim.run();
        }
    }

    private SimulatedWalSegment last() {
        return segments.get(segments.size() - 1);
    }

    private synchronized void checkSpace() {
        SpaceState state = spaceNow();
        if (state != space) {
            space = state;
            spaceListener.accept(state);
        }
    }

    private SpaceState spaceNow() {
        return disk.free() < SimulatedWalSegment.frameBytes(LIMIT) ? SpaceState.LOW : SpaceState.OK;
    }

    private RuntimeException fail(DiskFailure cause) {
        failure = cause;
        return new WalFailedException("log " + directory + " failed", cause);
    }

    private void requireUsable() {
        if (failure != null) {
            throw new WalFailedException("log " + directory + " has failed before", failure);
        }
        if (closed) {
            throw new WalFailedException("log " + directory + " is closed", null);
        }
    }
}

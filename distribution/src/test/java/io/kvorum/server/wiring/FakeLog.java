package io.kvorum.server.wiring;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalLimits;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A log in memory that claims to be on disk, and its own opener: what was appended before is replayed. */
final class FakeLog implements WalOpener, WriteAheadLog {
    private final List<Byte> types = new ArrayList<>();
    private Runnable duringSync = () -> {};
    private boolean durable = true;
    private boolean closed;
    private long synced;

    void whileSyncing(Runnable action) {
        duringSync = action;
    }

    void forgetful() {
        durable = false;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public WriteAheadLog open(RecordVisitor replay) {
        for (int i = 0; i < types.size(); i++) {
            replay.record(i + 1, types.get(i), ByteBuffer.allocate(0));
        }
        return this;
    }

    @Override
    public long append(byte type, Bytes... payload) {
        types.add(type);
        return types.size();
    }

    @Override
    public long sync() {
        duringSync.run();
        synced = types.size();
        return synced;
    }

    @Override
    public int read(long fromLsn, int maxRecords, long maxBytes, RecordVisitor visitor) {
        return 0;
    }

    @Override
    public void releaseBefore(long lsn) {
        // Keeps everything.
    }

    @Override
    public long firstLsn() {
        return 1;
    }

    @Override
    public long appendedLsn() {
        return types.size();
    }

    @Override
    public long durableLsn() {
        return synced;
    }

    @Override
    public WalLimits limits() {
        return new WalLimits(1 << 20, durable);
    }

    @Override
    public void onSpace(Consumer<SpaceState> listener) {
        listener.accept(SpaceState.OK);
    }

    @Override
    public void close() {
        closed = true;
    }
}

package io.kvorum.simulation.part;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalLimits;
import io.kvorum.spi.wal.WriteAheadLog;
import java.util.function.Consumer;

/** A log that does what another one does, for variants that watch it or go wrong in one place. */
public class WalDecorator implements WriteAheadLog {
    protected final WriteAheadLog log;

    public WalDecorator(WriteAheadLog log) {
        this.log = log;
    }

    @Override
    public long append(byte type, Bytes... payload) {
        return log.append(type, payload);
    }

    @Override
    public long sync() {
        return log.sync();
    }

    @Override
    public int read(long fromLsn, int maxRecords, long maxBytes, RecordVisitor visitor) {
        return log.read(fromLsn, maxRecords, maxBytes, visitor);
    }

    @Override
    public void releaseBefore(long lsn) {
        log.releaseBefore(lsn);
    }

    @Override
    public long firstLsn() {
        return log.firstLsn();
    }

    @Override
    public long appendedLsn() {
        return log.appendedLsn();
    }

    @Override
    public long durableLsn() {
        return log.durableLsn();
    }

    @Override
    public WalLimits limits() {
        return log.limits();
    }

    @Override
    public void onSpace(Consumer<SpaceState> listener) {
        log.onSpace(listener);
    }

    @Override
    public void close() {
        log.close();
    }
}

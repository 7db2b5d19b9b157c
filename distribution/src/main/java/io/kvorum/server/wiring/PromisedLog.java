package io.kvorum.server.wiring;

import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity.Stage;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalLimits;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The log of a member that has not started before. Consensus gives a vote, or any other promise, only after the log has
 * synced it: so this keeps in the data directory that promises may be out there <em>before the first sync returns</em>, and
 * before a log that holds records already is handed out. A start that was cut short earlier is repeated without danger;
 * after it, the member never comes back without its log (C62).
 *
 * <p>A log that forgets keeps no promise, and nothing is noted for it.
 */
final class PromisedLog implements WriteAheadLog {
    private final WriteAheadLog log;
    private final DataDirectory directory;
    private final Stage afterSync;
    private volatile boolean noted;

    private PromisedLog(WriteAheadLog log, DataDirectory directory, Stage afterSync) {
        this.log = log;
        this.directory = directory;
        this.afterSync = afterSync;
    }

    /**
     * A log that is opened for a first start.
     *
     * @param afterSync what the member is when its first sync has returned: a founder has all it needs in its log then
     */
    static WalOpener opener(WalOpener opener, DataDirectory directory, Stage afterSync) {
        return replay -> open(opener, directory, afterSync, replay);
    }

    private static WriteAheadLog open(
            WalOpener opener, DataDirectory directory, Stage afterSync, RecordVisitor replay) {
        AtomicLong records = new AtomicLong();
        WriteAheadLog log = opener.open((lsn, type, payload) -> {
            records.incrementAndGet();
            replay.record(lsn, type, payload);
        });
        if (!log.limits().durable()) {
            return log;
        }
        try {
            Stage stage = directory.identity().orElseThrow().stage();
            if (records.get() == 0 && stage == Stage.PROMISED) {
                throw new ComponentException(
                        "the write-ahead log is empty, but this member may have voted before: its log"
                                + " was lost or moved. Restore it, or remove the member from its cluster and add a new one");
            }
            if (records.get() > 0) {
                directory.reach(Stage.PROMISED);
            }
        } catch (RuntimeException failure) {
            log.close();
            throw failure;
        }
        return new PromisedLog(log, directory, afterSync);
    }

    @Override
    public long sync() {
        long durable = log.sync();
        if (!noted && durable > 0) {
            try {
                directory.reach(afterSync);
            } catch (ComponentException failure) {
                throw new WalFailedException(failure.getMessage(), failure);
            }
            noted = true;
        }
        return durable;
    }

    @Override
    public long append(byte type, Bytes... payload) {
        return log.append(type, payload);
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

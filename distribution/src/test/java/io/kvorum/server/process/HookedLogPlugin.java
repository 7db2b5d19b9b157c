package io.kvorum.server.process;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalLimits;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import java.util.List;
import java.util.function.Consumer;

/** Another plug-in's log, under its name, that tells a test at which moment it is. */
final class HookedLogPlugin implements KvorumPlugin {
    private final KvorumPlugin original;
    private final Consumer<Moment> hook;

    /** Moments of a log; the hook runs on the log's thread, which waits for it. */
    enum Moment {
        OPENED,
        APPENDED,
        SYNCED
    }

    HookedLogPlugin(KvorumPlugin original, Consumer<Moment> hook) {
        this.original = original;
        this.hook = hook;
    }

    @Override
    public String name() {
        return original.name();
    }

    @Override
    public int spiVersion() {
        return original.spiVersion();
    }

    @Override
    public List<WalFactory> walFactories() {
        return List.of(new Factory(original.walFactories().get(0), hook));
    }

    private record Factory(WalFactory original, Consumer<Moment> hook) implements WalFactory {
        @Override
        public String name() {
            return original.name();
        }

        @Override
        public List<ConfigKey<?>> configKeys() {
            return original.configKeys();
        }

        @Override
        public WalOpener create(Config config, WalContext context) {
            WalOpener opener = original.create(config, context);
            return replay -> {
                WriteAheadLog log = opener.open(replay);
                hook.accept(Moment.OPENED);
                return new HookedLog(log, hook);
            };
        }
    }

    private record HookedLog(WriteAheadLog log, Consumer<Moment> hook) implements WriteAheadLog {
        @Override
        public long append(byte type, Bytes... payload) {
            long lsn = log.append(type, payload);
            hook.accept(Moment.APPENDED);
            return lsn;
        }

        @Override
        public long sync() {
            long durable = log.sync();
            hook.accept(Moment.SYNCED);
            return durable;
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
}

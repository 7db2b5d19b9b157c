package io.kvorum.server.process;

import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
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

    private static final class HookedLog extends WalDecorator {
        private final Consumer<Moment> hook;

        HookedLog(WriteAheadLog log, Consumer<Moment> hook) {
            super(log);
            this.hook = hook;
        }

        @Override
        public long append(byte type, Bytes... payload) {
            long lsn = super.append(type, payload);
            hook.accept(Moment.APPENDED);
            return lsn;
        }

        @Override
        public long sync() {
            long durable = super.sync();
            hook.accept(Moment.SYNCED);
            return durable;
        }
    }
}

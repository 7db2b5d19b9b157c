package io.kvorum.memory;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import java.util.List;

/** Makes logs in memory. */
final class MemoryWalFactory implements WalFactory {
    static final ConfigKey<Long> BYTES_MAX = ConfigKey.bytes(
            "bytes-max",
            512L << 20,
            1L << 20,
            1L << 40,
            "Bytes of all records that are kept, from 1 MiB up; a quarter of it is the largest record.");

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return List.of(BYTES_MAX);
    }

    @Override
    public WalOpener create(Config config, WalContext context) {
        MemoryWalRecords records = new MemoryWalRecords(config.get(BYTES_MAX));
        if (records.recordBytesMax() < context.recordBytesRequired()) {
            throw new ComponentException("records of " + context.recordBytesRequired()
                    + " bytes are needed; give the log in memory at least four times as much in " + BYTES_MAX);
        }
        return replay -> {
            MemoryWal log = new MemoryWal(records);
            if (log.firstLsn() <= log.appendedLsn()) {
                log.read(log.firstLsn(), Integer.MAX_VALUE, Long.MAX_VALUE, replay);
            }
            return log;
        };
    }
}

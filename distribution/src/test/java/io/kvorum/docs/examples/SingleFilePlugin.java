package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import java.util.List;

/** Offers the log {@code single-file}; its setting is {@code --wal-single-file-record-bytes-max}. */
public final class SingleFilePlugin implements KvorumPlugin {
    private static final ConfigKey<Long> RECORD_BYTES_MAX =
            ConfigKey.bytes("record-bytes-max", 16L << 20, 1L << 10, 1L << 30, "Largest record, in bytes.");

    @Override
    public String name() {
        return "single-file";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<WalFactory> walFactories() {
        return List.of(new Factory());
    }

    /** Makes logs. */
    static final class Factory implements WalFactory {
        @Override
        public String name() {
            return "single-file";
        }

        @Override
        public List<ConfigKey<?>> configKeys() {
            return List.of(RECORD_BYTES_MAX);
        }

        @Override
        public WalOpener create(Config config, WalContext context) {
            long recordBytesMax = config.get(RECORD_BYTES_MAX);
            if (recordBytesMax < context.recordBytesRequired()) {
                throw new ComponentException(
                        "records of " + context.recordBytesRequired() + " bytes are needed; raise " + RECORD_BYTES_MAX);
            }
            return replay -> {
                RecordFile file = new RecordFile(context.directory());
                try {
                    return new SingleFileLog(file, recordBytesMax, replay);
                } catch (RuntimeException failure) {
                    file.close();
                    throw failure;
                }
            };
        }
    }
}
// endregion

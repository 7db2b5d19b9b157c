package io.kvorum.wal.chronicle;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import java.util.List;

/** Checks settings and the JVM; touches no file. */
final class ChronicleWalFactory implements WalFactory {
    static final ConfigKey<Long> SEGMENT_BYTES = ConfigKey.bytes(
            "segment-bytes",
            64L << 20,
            8L << 20,
            1L << 30,
            "Size of one file of the log; the largest record is a quarter of it, less 1 KiB.");

    static final ConfigKey<Boolean> PREALLOCATE = ConfigKey.bool(
            "preallocate",
            true,
            "Whether a file of the log gets all its space before it is used. Without it a full disk ends the process.");

    private final SegmentFiles files;

    ChronicleWalFactory() {
        this(new OperatingSystemFiles());
    }

    ChronicleWalFactory(SegmentFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "chronicle";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return List.of(SEGMENT_BYTES, PREALLOCATE);
    }

    @Override
    public WalOpener create(Config config, WalContext context) {
        ChronicleEnvironment.require(ChronicleWalFactory.class.getModule());
        SegmentSizes sizes =
                new SegmentSizes(config.get(SEGMENT_BYTES), context.recordBytesRequired(), config.get(PREALLOCATE));
        if (sizes.recordBytesMax() < context.recordBytesRequired()) {
            throw new ComponentException("setting segment-bytes of log chronicle must be at least "
                    + SegmentSizes.segmentBytesFor(context.recordBytesRequired())
                    + " because records of " + context.recordBytesRequired() + " bytes must fit, but is "
                    + sizes.segmentBytes());
        }
        return new ChronicleWalOpener(context, sizes, files);
    }
}

package io.kvorum.wal.chronicle;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens the log of one directory: lock, recovery, and in the meantime the first new segment in the background. */
final class ChronicleWalOpener implements WalOpener {
    private final WalContext context;
    private final SegmentSizes sizes;
    private final SegmentFiles files;

    ChronicleWalOpener(WalContext context, SegmentSizes sizes, SegmentFiles files) {
        this.context = context;
        this.sizes = sizes;
        this.files = files;
    }

    @Override
    public WriteAheadLog open(RecordVisitor replay) {
        Path directory = context.directory();
        try {
            files.createDirectory(directory);
            DirectoryLock lock = DirectoryLock.take(directory, files);
            try {
                return open(directory, lock, replay);
            } catch (Throwable failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new ComponentException("cannot open the log in " + directory + ": " + failure, failure);
        }
    }

    private WriteAheadLog open(Path directory, DirectoryLock lock, RecordVisitor replay) throws IOException {
        long identity = LogIdentity.of(
                directory, files, () -> context.runtime().secureRandom().nextLong());
        List<Long> numbers = segmentNumbers(directory);
        long nextNumber = numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1;
        SpaceWatch space = new SpaceWatch();
        SegmentMaker maker = new SegmentMaker(directory, files, sizes.preallocate(), identity, nextNumber);
        SegmentSupply supply = new SegmentSupply(maker, sizes, files, directory, space, context.runtime());
        supply.request();
        try {
            LogRecovery recovery = new LogRecovery(directory, files, identity, replay);
            SegmentList segments = new SegmentList();
            recovery.recover(numbers).forEach(segments::add);
            return new ChronicleLog(
                    directory,
                    lock,
                    segments,
                    supply,
                    space,
                    new RecordEncoder(identity),
                    new RecordReader(segments, identity),
                    sizes,
                    recovery.lastLsn(),
                    context.runtime().metrics());
        } catch (Throwable failure) {
            supply.close();
            throw failure;
        }
    }

    private List<Long> segmentNumbers(Path directory) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (String name : files.list(directory)) {
            SegmentLayout.number(name).ifPresent(numbers::add);
        }
        return numbers;
    }
}

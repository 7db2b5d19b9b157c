package io.kvorum.wal.chronicle;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.tck.WriteAheadLogContract;
import java.nio.file.Path;
import java.util.List;

/** The log keeps the rules that every log keeps. */
final class ChronicleLogContractTest extends WriteAheadLogContract {
    private static final long SEGMENT_BYTES = 512 << 10;

    private final FaultyFiles files = new FaultyFiles();

    @Override
    protected WalFactory factory() {
        return new ChronicleWalFactory(files);
    }

    @Override
    protected Config config(WalFactory factory) {
        return Config.builder(factory.configKeys())
                .set(ChronicleWalFactory.SEGMENT_BYTES, SEGMENT_BYTES)
                .build();
    }

    @Override
    protected int recordBytesRequired() {
        return 64 << 10;
    }

    @Override
    protected long bytesUntilReleased() {
        return 4 * SEGMENT_BYTES;
    }

    @Override
    protected boolean failNextSync() {
        files.failForce = true;
        return true;
    }

    @Override
    protected boolean failNextAppend() {
        files.failAppend = true;
        return true;
    }

    @Override
    protected boolean exhaustSpace() {
        files.noSpace = true;
        return true;
    }

    @Override
    protected void restoreSpace() {
        files.noSpace = false;
    }

    @Override
    protected boolean tearTail(Path directory) {
        List<SegmentEditor.Place> records = new SegmentEditor(directory).records();
        SegmentEditor.Place last = records.get(records.size() - 1);
        SegmentEditor.flip(last.file(), last.header() + RecordFormat.HEADER_BYTES + last.payloadLength() - 1);
        return true;
    }

    @Override
    protected boolean damageSynced(Path directory) {
        SegmentEditor.Place place = new SegmentEditor(directory).record(17);
        SegmentEditor.flip(place.file(), place.header() + RecordFormat.HEADER_BYTES);
        return true;
    }
}

package io.kvorum.wal.chronicle;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import io.kvorum.tck.ThreadedRuntime;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A log with small segments on a runtime of its own, and what it replayed. */
final class TestLog implements AutoCloseable {
    static final long SEGMENT_BYTES = 512 << 10;

    private final ThreadedRuntime runtime;
    private final List<String> replayed = new ArrayList<>();
    private final WriteAheadLog log;

    private TestLog(Path directory, SegmentFiles files, long segmentBytes, RecordVisitor visitor, boolean keepTexts) {
        this.runtime = new ThreadedRuntime(directory.getParent());
        try {
            this.log = opener(directory, files, segmentBytes, runtime).open((lsn, type, payload) -> {
                if (keepTexts) {
                    replayed.add(text(payload));
                }
                visitor.record(lsn, type, payload);
            });
        } catch (Throwable failure) {
            runtime.close();
            throw failure;
        }
    }

    static TestLog open(Path directory) {
        return open(directory, new OperatingSystemFiles());
    }

    static TestLog open(Path directory, SegmentFiles files) {
        return new TestLog(directory, files, SEGMENT_BYTES, (lsn, type, payload) -> {}, true);
    }

    /** Hands what is replayed to {@code visitor} and keeps none of it. */
    static TestLog open(Path directory, SegmentFiles files, long segmentBytes, RecordVisitor visitor) {
        return new TestLog(directory, files, segmentBytes, visitor, false);
    }

    static WalOpener opener(Path directory, SegmentFiles files, long segmentBytes, NodeRuntime runtime) {
        ChronicleWalFactory factory = new ChronicleWalFactory(files);
        Config config = Config.builder(factory.configKeys())
                .set(ChronicleWalFactory.SEGMENT_BYTES, segmentBytes)
                .build();
        return factory.create(config, context(directory, runtime, 1024));
    }

    static WalContext context(Path directory, NodeRuntime runtime, long recordBytesRequired) {
        return new WalContext() {
            @Override
            public NodeRuntime runtime() {
                return runtime;
            }

            @Override
            public Path directory() {
                return directory;
            }

            @Override
            public long recordBytesRequired() {
                return recordBytesRequired;
            }
        };
    }

    WriteAheadLog log() {
        return log;
    }

    /** Payloads that opening handed over. */
    List<String> replayed() {
        return replayed;
    }

    TestLog append(String... payloads) {
        for (String payload : payloads) {
            log.append((byte) 1, Bytes.utf8(payload));
        }
        return this;
    }

    TestLog sync() {
        log.sync();
        return this;
    }

    /** Appends as much as a segment takes, so that a new one is begun. */
    TestLog fillSegment() {
        byte[] record = new byte[32 << 10];
        for (int written = 0; written < SEGMENT_BYTES; written += record.length) {
            log.append((byte) 2, Bytes.wrap(record));
        }
        return this;
    }

    List<String> read(long from) {
        List<String> texts = new ArrayList<>();
        log.read(from, Integer.MAX_VALUE, Long.MAX_VALUE, (lsn, type, payload) -> texts.add(text(payload)));
        return texts;
    }

    static String text(ByteBuffer payload) {
        return Bytes.copyOf(payload).toUtf8();
    }

    @Override
    public void close() {
        log.close();
        runtime.close();
    }
}

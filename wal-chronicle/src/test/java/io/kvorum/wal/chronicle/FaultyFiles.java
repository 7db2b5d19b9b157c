package io.kvorum.wal.chronicle;

import io.kvorum.spi.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The real file system with faults that a test switches on. */
class FaultyFiles implements SegmentFiles {
    private final SegmentFiles real = new OperatingSystemFiles();
    volatile boolean failForce;
    volatile boolean failAppend;
    volatile boolean noSpace;
    volatile int forces;

    /** Space that all segments together may take. */
    volatile long quotaBytes = Long.MAX_VALUE;

    private final AtomicLong takenBytes = new AtomicLong();

    @Override
    public void createDirectory(Path directory) throws IOException {
        real.createDirectory(directory);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public void create(Path file) throws IOException {
        real.create(file);
    }

    @Override
    public void allocate(Path file, long used, long bytes) throws IOException {
        if (noSpace || takenBytes.addAndGet(bytes) > quotaBytes) {
            real.allocate(file, used, bytes / 2);
            throw new IOException("No space left on device");
        }
        real.allocate(file, used, bytes);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        real.replace(file, content);
    }

    @Override
    public SegmentFile open(Path file) throws IOException {
        return new FaultyFile(real.open(file));
    }

    @Override
    public void protect(Path segmentDirectory) throws IOException {
        real.protect(segmentDirectory);
    }

    @Override
    public SegmentAppender appender(Path segmentDirectory, long segmentBytes) throws IOException {
        return new FaultyAppender(real.appender(segmentDirectory, segmentBytes));
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        real.syncDirectory(directory);
    }

    @Override
    public void delete(Path segmentDirectory) throws IOException {
        if (quotaBytes != Long.MAX_VALUE && real.list(segmentDirectory).contains(SegmentLayout.SEGMENT_FILE)) {
            takenBytes.addAndGet(-TestLog.SEGMENT_BYTES);
        }
        real.delete(segmentDirectory);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return noSpace ? 0 : real.usableBytes(directory);
    }

    private final class FaultyFile implements SegmentFile {
        private final SegmentFile file;

        FaultyFile(SegmentFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            file.write(source, position);
        }

        @Override
        public void force(boolean withMetadata) throws IOException {
            if (failForce) {
                throw new IOException("Input/output error");
            }
            forces++;
            file.force(withMetadata);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private final class FaultyAppender implements SegmentAppender {
        private final SegmentAppender appender;

        FaultyAppender(SegmentAppender appender) {
            this.appender = appender;
        }

        @Override
        public long append(byte[] head, int headOffset, int headLength, Bytes... payload) {
            if (failAppend) {
                throw new InternalError("a fault occurred in an unsafe memory access operation");
            }
            return appender.append(head, headOffset, headLength, payload);
        }

        @Override
        public long end() {
            return appender.end();
        }

        @Override
        public void close() {
            appender.close();
        }
    }
}

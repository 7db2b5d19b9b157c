package io.kvorum.wal.chronicle;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * Measures the log beside a plain preallocated file. A command, not a test; argument: a directory on the disk to measure.
 */
final class LogMeasurements {
    private static final long SEGMENT_BYTES = 64L << 20;
    private static final int RECORD_BYTES = 256;
    private static final int RECORDS = 1_000_000;
    private static final int GROUP_COMMIT_MS = 2_000;

    private LogMeasurements() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        measureFirstOpening(root.resolve("cold"));
        measureFirstOpening(root.resolve("warm"));
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        for (int round = 1; round <= rounds; round++) {
            measureMillion(root.resolve("million-" + round));
        }
        measureAfterKill(root.resolve("killed"));
        for (int outstanding : new int[] {1, 8, 64, 512}) {
            for (int round = 1; round <= rounds; round++) {
                measureGroupCommit(root, outstanding, round);
            }
        }
    }

    private static void measureFirstOpening(Path directory) {
        long start = System.nanoTime();
        TestLog log = open(directory);
        long opened = System.nanoTime();
        log.append("first");
        long appended = System.nanoTime();
        log.sync();
        long synced = System.nanoTime();
        log.append("second").sync();
        System.out.printf(
                "%s: open empty %d us, first append %d us later, first sync %d us, second append and sync %d us%n",
                directory.getFileName(),
                (opened - start) / 1000,
                (appended - opened) / 1000,
                (synced - appended) / 1000,
                (System.nanoTime() - synced) / 1000);
        log.close();
    }

    private static void measureMillion(Path directory) {
        Bytes record = Bytes.wrap(new byte[RECORD_BYTES]);
        try (TestLog log = open(directory)) {
            log.append("warm");
            long start = System.nanoTime();
            for (int i = 0; i < RECORDS; i++) {
                log.log().append((byte) 1, record);
            }
            long end = System.nanoTime();
            log.sync();
            System.out.printf(
                    "append %d ns each, sync of all %d ms%n",
                    (end - start) / RECORDS, (System.nanoTime() - end) / 1_000_000);
            start = System.nanoTime();
            int read = 0;
            for (long lsn = 1; lsn < RECORDS; lsn += 500) {
                read += log.log().read(lsn, 500, Long.MAX_VALUE, (number, type, payload) -> {});
            }
            System.out.printf("read in batches of 500: %d ns each%n", (System.nanoTime() - start) / read);
        }
        long start = System.nanoTime();
        try (TestLog log = open(directory)) {
            long opened = System.nanoTime();
            log.append("first");
            System.out.printf(
                    "open log of a million %d ms, first append %d us later%n",
                    (opened - start) / 1_000_000, (System.nanoTime() - opened) / 1000);
        }
    }

    /** The last segment has much space left and the spare was never used: recovery looks for witnesses in both. */
    private static void measureAfterKill(Path directory) throws Exception {
        Path copy = directory.resolveSibling("killed-copy");
        try (TestLog log = open(directory)) {
            Bytes record = Bytes.wrap(new byte[RECORD_BYTES]);
            for (int i = 0; i < 50_000; i++) {
                log.log().append((byte) 1, record);
            }
            log.sync();
            Thread.sleep(GROUP_COMMIT_MS);
            new ProcessBuilder("cp", "-r", directory.toString(), copy.toString())
                    .start()
                    .waitFor();
        }
        int segments = new SegmentEditor(copy).segments().size();
        long start = System.nanoTime();
        try (TestLog log = open(copy)) {
            System.out.printf(
                    "open after kill, 50,000 records, %d segments: %d ms%n",
                    segments, (System.nanoTime() - start) / 1_000_000);
            log.append("first");
        }
    }

    private static void measureGroupCommit(Path root, int outstanding, int round) throws Exception {
        Path directory = root.resolve("group-" + outstanding + "-" + round);
        double log;
        try (TestLog opened = open(directory)) {
            WriteAheadLog target = opened.log();
            Bytes record = Bytes.wrap(new byte[RECORD_BYTES]);
            log = groupCommit(outstanding, () -> target.append((byte) 1, record), target::sync);
        }
        double plain;
        Path file = root.resolve("plain-" + outstanding + "-" + round);
        new OperatingSystemFiles().create(file);
        new OperatingSystemFiles().allocate(file, 0, 16 * SEGMENT_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            PlainFile target = new PlainFile(channel);
            plain = groupCommit(outstanding, target::append, target::sync);
        }
        Files.delete(file);
        System.out.printf(
                "group commit, %d outstanding: log %.0f/s, plain file %.0f/s, ratio %.2f%n",
                outstanding, log, plain, log / plain);
    }

    private static double groupCommit(int outstanding, LongSupplier append, LongSupplier sync) throws Exception {
        AtomicLong durable = new AtomicLong();
        AtomicLong appended = new AtomicLong();
        long start = System.nanoTime();
        long end = start + GROUP_COMMIT_MS * 1_000_000L;
        Thread syncer = new Thread(() -> {
            while (System.nanoTime() < end) {
                if (appended.get() > durable.get()) {
                    durable.set(sync.getAsLong());
                } else {
                    Thread.onSpinWait();
                }
            }
        });
        syncer.start();
        while (System.nanoTime() < end) {
            if (appended.get() - durable.get() < outstanding) {
                appended.set(append.getAsLong());
            } else {
                Thread.onSpinWait();
            }
        }
        syncer.join();
        return durable.get() * 1e9 / (System.nanoTime() - start);
    }

    private static TestLog open(Path directory) {
        return TestLog.open(directory, new OperatingSystemFiles(), SEGMENT_BYTES, (lsn, type, payload) -> {});
    }

    /** The simplest log there can be: header, checksum and payload by one write. */
    private static final class PlainFile {
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(RECORD_BYTES + RecordFormat.HEADER_BYTES);
        private final CRC32C crc = new CRC32C();
        private volatile long appended;

        PlainFile(FileChannel channel) {
            this.channel = channel;
        }

        long append() {
            try {
                crc.reset();
                buffer.clear();
                crc.update(buffer);
                buffer.clear();
                channel.write(buffer);
                return ++appended;
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }

        long sync() {
            try {
                long target = appended;
                channel.force(false);
                return target;
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}

package io.kvorum.wal.chronicle;

import io.kvorum.spi.Bytes;
import java.nio.file.Path;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/** A queue of one cycle that never rolls, and its appender. The only place that names Chronicle's classes. */
final class ChronicleAppender implements SegmentAppender {
    private static final int INDEX_COUNT = 2048;
    private static final int INDEX_SPACING = 16;

    /** Nobody else ever holds the queue's locks, so waiting for one longer only delays the error. */
    private static final long LOCK_TIMEOUT_MS = 50;

    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private long end;

    ChronicleAppender(Path directory, long segmentBytes) {
        queue = SingleChronicleQueueBuilder.binary(directory)
                .blockSize(segmentBytes)
                .rollCycle(new SingleCycle())
                .indexCount(INDEX_COUNT)
                .indexSpacing(INDEX_SPACING)
                .timeProvider(() -> 0)
                .syncMode(net.openhft.chronicle.bytes.SyncMode.NONE)
                .timeoutMS(LOCK_TIMEOUT_MS)
                .build();
        try {
            appender = queue.createAppender();
            // Prepared on one lane, used on another; the hand-over is safely published by the supply of segments
            appender.singleThreadedCheckDisabled(true);
        } catch (Throwable failure) {
            queue.close();
            throw failure;
        }
    }

    @Override
    public long append(byte[] head, int headOffset, int headLength, Bytes... payload) {
        try (DocumentContext document = appender.writingDocument()) {
            try {
                net.openhft.chronicle.bytes.Bytes<?> bytes = document.wire().bytes();
                long position = bytes.writePosition();
                bytes.write(head, headOffset, headLength);
                for (Bytes part : payload) {
                    bytes.write(part.array(), part.offset(), part.length());
                }
                end = bytes.writePosition();
                return position;
            } catch (Throwable failure) {
                // Closing would otherwise publish the part that was written
                document.rollbackOnClose();
                throw failure;
            }
        }
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public void close() {
        queue.close();
    }

    /** All time is cycle 0. */
    private static final class SingleCycle implements RollCycle {
        private static final int SEQUENCE_BITS = 40;
        private static final int DAY_MS = 86_400_000;

        @Override
        public String format() {
            return "yyyyMMdd";
        }

        @Override
        public int lengthInMillis() {
            return DAY_MS;
        }

        @Override
        public int defaultIndexCount() {
            return INDEX_COUNT;
        }

        @Override
        public int defaultIndexSpacing() {
            return INDEX_SPACING;
        }

        @Override
        public int current(TimeProvider time, long epoch) {
            return 0;
        }

        @Override
        public long toIndex(int cycle, long sequence) {
            return ((long) cycle << SEQUENCE_BITS) + sequence;
        }

        @Override
        public long toSequenceNumber(long index) {
            return index & ((1L << SEQUENCE_BITS) - 1);
        }

        @Override
        public int toCycle(long index) {
            return (int) (index >> SEQUENCE_BITS);
        }

        @Override
        public long maxMessagesPerCycle() {
            return 1L << SEQUENCE_BITS;
        }
    }
}

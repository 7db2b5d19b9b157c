package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes on the disk. */
final class FormatTest {
    private static final long IDENTITY = 0x1122334455667788L;

    @TempDir
    private Path temporary;

    @Test
    void aHeaderHasTheDocumentedBytes() {
        byte[] record = encode("payload");
        assertThat(HexFormat.of().formatHex(record, 0, 28))
                .isEqualTo("4b57414c" + "05" + "00" + "0100" + "2a00000000000000" + "2900000000000000" + "07000000");
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, IDENTITY));
        crc.update(record, 0, 28);
        crc.update(record, 32, 7);
        assertThat(ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getInt(28))
                .isEqualTo((int) crc.getValue());
    }

    @Test
    void anyChangedBitIsNoticed() {
        byte[] record = encode("payload");
        assertThat(intact(record, IDENTITY)).isTrue();
        assertThat(intact(record, IDENTITY + 1)).isFalse();
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] changed = record.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(intact(changed, IDENTITY)).as("bit " + bit).isFalse();
        }
    }

    @Test
    void chronicleReadsTheSameRecordsAsWe() {
        Path directory = temporary.resolve("wal");
        List<String> written = new ArrayList<>();
        try (TestLog log = TestLog.open(directory)) {
            for (int i = 0; i < 2000; i++) {
                written.add("x".repeat(i % 97) + i);
                log.append(written.get(i));
            }
            assertThat(log.read(1)).isEqualTo(written);
        }
        Path segment = new SegmentEditor(directory).segments().get(0);
        List<String> tailed = new ArrayList<>();
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(segment)
                        .blockSize((int) TestLog.SEGMENT_BYTES)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        break;
                    }
                    byte[] bytes = document.wire().bytes().toByteArray();
                    tailed.add(Bytes.wrap(bytes, 32, bytes.length - 32).toUtf8());
                }
            }
        }
        assertThat(tailed.subList(2, tailed.size())).isEqualTo(written);
    }

    @Test
    void theBytesAreTheSameWhateverDigitsTheUsersCountryHas() {
        Path directory = temporary.resolve("wal");
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            try (TestLog log = TestLog.open(directory)) {
                log.append("a").sync();
            }
            assertThat(directory.resolve("FORMAT")).content().matches("kvorum-wal-chronicle 1 [0-9a-f]{16}\n");
            assertThat(directory.resolve("LOCK"))
                    .content()
                    .isEqualToIgnoringWhitespace("" + ProcessHandle.current().pid());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void namesOfSegmentsGoBothWays() {
        Path directory = SegmentLayout.directory(temporary, 0x1f);
        assertThat(directory.getFileName()).hasToString("seg-000000000000001f");
        assertThat(SegmentLayout.number("seg-000000000000001f")).hasValue(31);
        assertThat(SegmentLayout.number("seg-1f")).isEmpty();
        assertThat(SegmentLayout.number("LOCK")).isEmpty();
    }

    private static boolean intact(byte[] record, long identity) {
        ByteBuffer source = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        return RecordFormat.plausible(source, 0, record.length - 32)
                && RecordFormat.intact(source, 0, new CRC32C(), RecordFormat.seed(identity));
    }

    private static byte[] encode(String payload) {
        byte[][] written = new byte[1][];
        new RecordEncoder(IDENTITY)
                .append(
                        new SegmentAppender() {
                            @Override
                            public long append(byte[] head, int headOffset, int headLength, Bytes... parts) {
                                written[0] = new byte[headLength + parts[0].length()];
                                System.arraycopy(head, headOffset, written[0], 0, headLength);
                                parts[0].copyTo(written[0], headLength);
                                return 0;
                            }

                            @Override
                            public long end() {
                                return 0;
                            }

                            @Override
                            public void close() {}
                        },
                        RecordFormat.KIND_RECORD,
                        (byte) 5,
                        42,
                        41,
                        payload.length(),
                        Bytes.utf8(payload));
        return written[0];
    }
}

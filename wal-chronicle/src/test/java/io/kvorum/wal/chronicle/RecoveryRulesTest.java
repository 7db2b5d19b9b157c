package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.wal.WalCorruptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What recovery makes of logs that crashes and damage leave behind. */
final class RecoveryRulesTest {
    @TempDir
    private Path temporary;

    private Path directory;
    private SegmentEditor editor;

    @BeforeEach
    void name() {
        directory = temporary.resolve("wal");
        editor = new SegmentEditor(directory);
    }

    @Test
    void wal5_aTornTailIsDroppedAndItsNumberIsGivenAgain() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a", "b").sync().append("c", "d");
        }
        SegmentEditor.Place torn = editor.record(3);
        SegmentEditor.flip(torn.file(), torn.header() + RecordFormat.HEADER_BYTES);
        try (TestLog log = TestLog.open(directory)) {
            assertThat(log.replayed()).containsExactly("a", "b");
            assertThat(log.append("e").log().appendedLsn()).isEqualTo(3);
        }
        assertReplays("a", "b", "e");
    }

    @Test
    void wal5_anIncompleteRecordIsDropped() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a", "b").sync().append("c");
        }
        SegmentEditor.Place last = editor.record(3);
        SegmentEditor.write(last.file(), last.header() - 1, (byte) 0x80);
        assertReplays("a", "b");
    }

    @Test
    void wal5_damageBeforeTheLastSyncIsRefusedWithFileAndPosition() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a", "b", "c").sync();
        }
        SegmentEditor.Place damaged = editor.record(2);
        SegmentEditor.flip(damaged.file(), damaged.header() + RecordFormat.HEADER_BYTES);
        assertRefused(damaged.file(), damaged.header() - DocumentFrame.LENGTH_BYTES);
    }

    @Test
    void wal5_damageOfTheOnlySyncedRecordIsRefused() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").sync();
        }
        SegmentEditor.Place damaged = editor.record(1);
        SegmentEditor.flip(damaged.file(), damaged.header());
        assertRefused(damaged.file(), damaged.header() - DocumentFrame.LENGTH_BYTES);
    }

    @Test
    void wal5_aDamagedLengthWordDoesNotLookLikeTheEnd() {
        for (int bit = 0; bit < 3; bit++) {
            directory = temporary.resolve("bit" + bit);
            editor = new SegmentEditor(directory);
            try (TestLog log = TestLog.open(directory)) {
                log.append("a", "b", "c").sync();
            }
            SegmentEditor.Place damaged = editor.record(2);
            SegmentEditor.flip(damaged.file(), damaged.header() - DocumentFrame.LENGTH_BYTES + bit);
            assertRefused(damaged.file(), damaged.header() - DocumentFrame.LENGTH_BYTES);
        }
    }

    @Test
    void wal5_aRecordBehindTheDamageIsAWitnessWhenTheMarkIsLost() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a", "b").sync().append("c");
        }
        SegmentEditor.Place damaged = editor.record(1);
        loseMark();
        SegmentEditor.flip(damaged.file(), damaged.header() + RecordFormat.HEADER_BYTES);
        assertRefused(damaged.file(), damaged.header() - DocumentFrame.LENGTH_BYTES);
    }

    @Test
    void wal5_aDamagedMarkIsRefused() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").sync();
        }
        SegmentEditor.flip(segmentFile(0), DurableMark.position(identity()));
        assertRefused(segmentFile(0), DurableMark.position(identity()));
    }

    @Test
    void wal5_aDamagedIdentityIsRefused() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").sync();
        }
        SegmentEditor.flip(segmentFile(0), identity() + 9);
        assertRefused(segmentFile(0), identity() - DocumentFrame.LENGTH_BYTES);
    }

    @Test
    void wal5_aDamagedSegmentHeadIsRefused() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").sync();
        }
        long head = identity() + RecordFormat.HEADER_BYTES + DurableMark.room() + DocumentFrame.LENGTH_BYTES;
        SegmentEditor.flip(segmentFile(0), head + 9);
        assertThatThrownBy(() -> TestLog.open(directory))
                .isInstanceOf(WalCorruptionException.class)
                .hasMessageContaining(segmentFile(0).toString());
    }

    @Test
    void wal4_aHoleBetweenSegmentsIsRefused() throws IOException {
        try (TestLog log = TestLog.open(directory)) {
            log.fillSegment().fillSegment().fillSegment().sync();
        }
        deleteSegment(editor.segments().get(1));
        assertThatThrownBy(() -> TestLog.open(directory))
                .isInstanceOf(WalCorruptionException.class)
                .hasMessageContaining("next segment begins with record");
    }

    @Test
    void wal5_segmentsBehindAnUnsyncedHoleAreDropped() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").sync().fillSegment().fillSegment();
        }
        SegmentEditor.Place lost = editor.record(2);
        SegmentEditor.flip(lost.file(), lost.header() + RecordFormat.HEADER_BYTES);
        try (TestLog log = TestLog.open(directory)) {
            assertThat(log.replayed()).containsExactly("a");
            log.append("b").sync();
        }
        assertReplays("a", "b");
    }

    @Test
    void wal5_aSyncAcrossSegmentsLeavesAWitnessInTheSecondBeforeItIsForced() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").fillSegment().append("b").sync();
        }
        SegmentEditor.Place damaged = editor.record(1);
        SegmentEditor.flip(damaged.file(), damaged.header() + RecordFormat.HEADER_BYTES);
        // The mark of the last sync need not be durable; the one that was written before the force is
        SegmentEditor.write(segmentFile(0), DurableMark.position(identity()), new byte[DurableMark.BYTES]);
        assertRefused(damaged.file(), damaged.header() - DocumentFrame.LENGTH_BYTES);
    }

    @Test
    void wal4_unfinishedSegmentsAreDeleted() throws IOException {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").sync();
        }
        OperatingSystemFiles files = new OperatingSystemFiles();
        Path empty = SegmentLayout.directory(directory, 100);
        files.createDirectory(empty);
        Path zeros = SegmentLayout.directory(directory, 101);
        files.createDirectory(zeros);
        files.create(SegmentLayout.file(zeros));
        files.allocate(SegmentLayout.file(zeros), 0, 100_000);
        Path begun = SegmentLayout.directory(directory, 102);
        files.createDirectory(begun);
        files.appender(begun, TestLog.SEGMENT_BYTES).close();
        assertReplays("a");
        assertThat(empty).doesNotExist();
        assertThat(zeros).doesNotExist();
        assertThat(begun).doesNotExist();
    }

    @Test
    void wal4_aSegmentOfAnotherLogIsNotTaken() throws IOException {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").sync();
        }
        Path other = temporary.resolve("other");
        try (TestLog log = TestLog.open(other)) {
            log.append("x", "y", "z").sync();
        }
        Path stray = SegmentLayout.directory(directory, 50);
        Files.createDirectories(stray);
        Files.copy(SegmentLayout.file(new SegmentEditor(other).segments().get(0)), SegmentLayout.file(stray));
        assertReplays("a");
    }

    @Test
    void wal5_aMissingFormatFileBesideSegmentsIsRefused() throws IOException {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").sync();
        }
        Files.delete(directory.resolve("FORMAT"));
        assertThatThrownBy(() -> TestLog.open(directory))
                .isInstanceOf(WalCorruptionException.class)
                .hasMessageContaining("FORMAT");
    }

    @Test
    void wal6_theAcceptedTailIsForcedBeforeOpeningReturns() {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").fillSegment();
        }
        FaultyFiles files = new FaultyFiles();
        files.failForce = true;
        assertThatThrownBy(() -> TestLog.open(directory, files)).hasMessageContaining("Input/output error");
        try (TestLog log = TestLog.open(directory)) {
            assertThat(log.replayed()).startsWith("a");
        }
    }

    @Test
    void wal3_everyStartBeginsASegmentAndOldTailsStayUntouched() {
        for (int start = 0; start < 5; start++) {
            try (TestLog log = TestLog.open(directory)) {
                assertThat(log.replayed()).hasSize(start);
                log.append("record " + start);
            }
        }
        assertThat(editor.segments()).hasSize(5);
        assertReplays("record 0", "record 1", "record 2", "record 3", "record 4");
    }

    @Test
    void wal4_openingWithoutAppendingLeavesNothingBehind() {
        for (int start = 0; start < 3; start++) {
            TestLog.open(directory).close();
        }
        assertThat(editor.segments()).isEmpty();
    }

    private void assertReplays(String... expected) {
        try (TestLog log = TestLog.open(directory)) {
            assertThat(log.replayed()).isEqualTo(List.of(expected));
            assertThat(log.log().durableLsn()).isEqualTo(log.log().appendedLsn());
        }
    }

    private void assertRefused(Path file, long position) {
        assertThatThrownBy(() -> TestLog.open(directory))
                .isInstanceOf(WalCorruptionException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("position " + position);
    }

    private Path segmentFile(int index) {
        return SegmentLayout.file(editor.segments().get(index));
    }

    /** Position of the header of a segment's identity: behind Chronicle's header and indexes. */
    private long identity() {
        try (SegmentFile file = new OperatingSystemFiles().open(segmentFile(0))) {
            FileWindow window = new FileWindow(file, FileWindow.newBuffer());
            long position = 0;
            while (true) {
                window.require(position, DocumentFrame.LENGTH_BYTES);
                int word = window.buffer().getInt(window.at(position));
                if (!DocumentFrame.isMetadata(word)) {
                    return position + DocumentFrame.LENGTH_BYTES;
                }
                position = DocumentFrame.next(position, DocumentFrame.length(word));
            }
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private void loseMark() {
        SegmentEditor.write(segmentFile(0), DurableMark.position(identity()), new byte[DurableMark.BYTES]);
    }

    private static void deleteSegment(Path segment) throws IOException {
        new OperatingSystemFiles().delete(segment);
    }
}

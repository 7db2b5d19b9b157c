package io.kvorum.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.raft.core.HardState;
import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.core.RecoveredState;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.wal.WalCorruptionException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogReplayTest {
    private LogReplay replay = new LogReplay(AppliedState.NONE);
    private long lsn;

    @Test
    void aLaterEntryOverrulesTheSameIndexAndWhatFollowed() {
        hardState(1, 0);
        entries(1, 1, 5);
        hardState(2, 0);
        entries(2, 3, 3);
        RecoveredState recovered = replay.recovered();
        assertThat(recovered.entries()).extracting(LogEntry::index).containsExactly(1L, 2L, 3L);
        assertThat(recovered.entries()).extracting(LogEntry::term).containsExactly(1L, 1L, 2L);
        assertThat(replay.index().lsnOf(3)).isEqualTo(8);
    }

    @Test
    void theLastHardStateCounts() {
        hardState(1, 0);
        entries(1, 1, 2);
        hardState(3, 2);
        assertThat(replay.recovered().hardState()).isEqualTo(new HardState(3, Optional.of(new MemberId(7)), 2));
    }

    @Test
    void theFoundingMembersAreCommittedFromTheBeginning() {
        hardState(1, 0);
        entries(1, 1, 1);
        assertThat(replay.recovered().hardState().commit()).isEqualTo(1);
    }

    @Test
    void aCommittedEntryThatIsMissingIsDamage() {
        hardState(1, 0);
        entries(1, 1, 2);
        hardState(1, 5);
        assertThatThrownBy(() -> replay.recovered()).isInstanceOf(WalCorruptionException.class);
    }

    @Test
    void aHardStateAloneIsAFirstStartThatDidNotSucceed() {
        hardState(2, 0);
        assertThat(replay.empty()).isTrue();
        assertThat(replay.recovered().hardState().commit()).isZero();
    }

    @Test
    void aReleasedLogBeginsBehindItsMarkWhereverTheMarkStands() {
        replay = new LogReplay(new AppliedState(12, 2, Membership.EMPTY));
        entries(2, 11, 14);
        mark(10, 1);
        entries(2, 15, 15);
        RecoveredState recovered = replay.recovered();
        assertThat(recovered.termRuns().baseIndex()).isEqualTo(10);
        assertThat(recovered.termRuns().termAt(10)).isEqualTo(1);
        assertThat(recovered.entries()).extracting(LogEntry::index).containsExactly(13L, 14L, 15L);
    }

    @Test
    void aReleasedLogMayBeginAmidEntriesThatWereOverruled() {
        replay = new LogReplay(new AppliedState(70, 3, Membership.EMPTY));
        entries(2, 72, 73);
        entries(3, 68, 72);
        entries(4, 73, 74);
        mark(70, 3);
        RecoveredState recovered = replay.recovered();
        assertThat(recovered.termRuns().baseIndex()).isEqualTo(70);
        assertThat(recovered.entries()).extracting(LogEntry::index).containsExactly(71L, 72L, 73L, 74L);
        assertThat(recovered.entries()).extracting(LogEntry::term).containsExactly(3L, 3L, 4L, 4L);
    }

    @Test
    void entriesBelowTheMarkThatAreStillThereDoNotCount() {
        replay = new LogReplay(new AppliedState(12, 2, Membership.EMPTY));
        entries(2, 8, 14);
        mark(11, 2);
        assertThat(replay.recovered().termRuns().baseIndex()).isEqualTo(11);
    }

    @Test
    void aMarkBeyondTheEntriesStandsForAllOfThem() {
        replay = new LogReplay(new AppliedState(20, 3, Membership.EMPTY));
        entries(1, 1, 4);
        mark(20, 3);
        entries(3, 21, 22);
        assertThat(replay.recovered().entries()).extracting(LogEntry::index).containsExactly(21L, 22L);
    }

    @Test
    void aLogThatBeginsLateWithoutAMarkIsDamaged() {
        entries(2, 11, 14);
        assertThatThrownBy(() -> replay.recovered()).isInstanceOf(WalCorruptionException.class);
    }

    @Test
    void aHoleIsDamage() {
        entries(1, 1, 2);
        assertThatThrownBy(() -> entries(1, 4, 4)).isInstanceOf(WalCorruptionException.class);
    }

    @Test
    void dataThatIsAheadOfTheLogIsRefused() {
        replay = new LogReplay(new AppliedState(9, 1, Membership.EMPTY));
        entries(1, 1, 5);
        assertThatThrownBy(() -> replay.recovered())
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("do not belong together");
    }

    @Test
    void dataOfAnotherHistoryIsRefused() {
        replay = new LogReplay(new AppliedState(3, 4, Membership.EMPTY));
        entries(1, 1, 5);
        assertThatThrownBy(() -> replay.recovered()).isInstanceOf(ComponentException.class);
    }

    @Test
    void aSnapshotThatWasAnnouncedOnlyChangesNothing() {
        replay = new LogReplay(new AppliedState(2, 1, Membership.EMPTY));
        entries(1, 1, 5);
        announce(20, 3);
        assertThat(replay.installed()).isEmpty();
        assertThat(replay.recovered().entries()).extracting(LogEntry::index).containsExactly(3L, 4L, 5L);
    }

    @Test
    void aMachineFoundAtTheAnnouncedSnapshotHasTakenItOver() {
        replay = new LogReplay(new AppliedState(20, 3, Membership.EMPTY));
        entries(1, 1, 5);
        announce(20, 3);
        hardState(4, 3);
        assertThat(replay.installed()).isPresent();
        RecoveredState recovered = replay.recovered();
        assertThat(recovered.entries()).isEmpty();
        assertThat(recovered.termRuns().baseIndex()).isEqualTo(20);
        assertThat(recovered.termRuns().termAt(20)).isEqualTo(3);
    }

    @Test
    void anAnnouncedSnapshotThatOverrulesALongerLogCountsToo() {
        replay = new LogReplay(new AppliedState(4, 3, Membership.EMPTY));
        entries(1, 1, 9);
        announce(4, 3);
        assertThat(replay.installed()).isPresent();
        assertThat(replay.recovered().termRuns().lastIndex()).isEqualTo(4);
    }

    @Test
    void entriesAfterAnAnnouncementMeanThatItWasGivenUp() {
        replay = new LogReplay(new AppliedState(2, 1, Membership.EMPTY));
        entries(1, 1, 5);
        announce(20, 3);
        entries(3, 6, 22);
        assertThat(replay.installed()).isEmpty();
        assertThat(replay.recovered().termRuns().lastIndex()).isEqualTo(22);
    }

    private void announce(long index, long term) {
        SnapshotMeta meta = new SnapshotMeta(index, term, Membership.EMPTY, 1, 1);
        replay.record(++lsn, LogRecords.SNAPSHOT, SnapshotMetaCodec.encode(meta).toByteBuffer());
    }

    private void hardState(long term, long commit) {
        replay.record(
                ++lsn,
                LogRecords.HARD_STATE,
                LogRecords.encode(new HardState(term, Optional.of(new MemberId(7)), commit))
                        .toByteBuffer());
    }

    private void entries(long term, long from, long to) {
        for (long index = from; index <= to; index++) {
            LogEntry entry = new LogEntry(index, term, LogEntry.Kind.COMMAND, Bytes.EMPTY);
            replay.record(
                    ++lsn, LogRecords.ENTRY, LogRecords.encodeHeader(entry).toByteBuffer());
        }
    }

    private void mark(long index, long term) {
        replay.record(++lsn, LogRecords.MARK, LogRecords.encodeMark(index, term).toByteBuffer());
    }
}

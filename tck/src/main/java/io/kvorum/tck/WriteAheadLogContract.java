package io.kvorum.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalCorruptionException;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every write-ahead log does (WAL-1 to WAL-10). Extend it, name your factory, and run it.
 *
 * <p>An instance serves one test; {@link #factory()} is called once for it.
 */
public abstract class WriteAheadLogContract {
    /** The part under test. */
    protected abstract WalFactory factory();

    /** Its settings; small segments make the tests about released space worth more. */
    protected Config config(WalFactory factory) {
        return Config.defaults(factory.configKeys());
    }

    /** Whether it promises that what was synced survives a crash. */
    protected boolean durable() {
        return true;
    }

    /** Largest record the log is asked to take, in bytes. */
    protected int recordBytesRequired() {
        return 256 * 1024;
    }

    /** Appending this many bytes and releasing all of them gives space back; 0 if that cannot be said. */
    protected long bytesUntilReleased() {
        return 0;
    }

    /** The runtime of the node that opens the log in {@code directory}. */
    protected NodeRuntime runtime(Path directory) {
        return new ThreadedRuntime(directory);
    }

    /**
     * Ends the instance that is open in {@code directory} as a crash would, and says where to open what is left.
     *
     * @return a directory that nobody has opened
     */
    protected Path crash(Path directory) {
        return DirectoryCopy.of(directory);
    }

    /** Makes the next sync fail; false if the part offers no way to do that. */
    protected boolean failNextSync() {
        return false;
    }

    /** Makes the next append fail for another reason than lack of space; false if the part offers no way to do that. */
    protected boolean failNextAppend() {
        return false;
    }

    /**
     * Takes nearly all space away: the log has to announce it, and is full some appends of 1 KiB later (at most 10,000).
     *
     * @return false if the part offers no way to do that
     */
    protected boolean exhaustSpace() {
        return false;
    }

    /** Gives back what {@link #exhaustSpace()} took. */
    protected void restoreSpace() {}

    /**
     * Destroys the end of the newest record of a closed or crashed log, which was not synced.
     *
     * @return false if the part offers no way to do that
     */
    protected boolean tearTail(Path directory) {
        return false;
    }

    /**
     * Changes bytes of the payload of some record of a crashed log, all of whose records were synced.
     *
     * @return false if the part offers no way to do that
     */
    protected boolean damageSynced(Path directory) {
        return false;
    }

    private static final Executor OTHER_THREAD = task -> new Thread(task, "other").start();
    private static final int WAIT_SECONDS = 30;

    @TempDir
    Path temporaryDirectory;

    private WalSession session;

    @BeforeEach
    void makeSession() {
        session = new WalSession(this, temporaryDirectory.resolve("wal"));
    }

    @AfterEach
    void closeSession() {
        session.close();
    }

    @Test
    void required_wal1_anAppendFromASecondThreadIsRefusedAndNotMixedIn() throws Exception {
        WriteAheadLog log = session.open();
        log.append((byte) 1, Bytes.utf8("first"));
        CompletableFuture<Long> second =
                CompletableFuture.supplyAsync(() -> log.append((byte) 1, Bytes.utf8("intruder")), OTHER_THREAD);
        assertThatThrownBy(() -> second.get(WAIT_SECONDS, TimeUnit.SECONDS))
                .as("an append from another thread")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(log.append((byte) 1, Bytes.utf8("second"))).isEqualTo(2);
        log.sync();
        assertThat(session.reopen()).extracting(WalRecord::text).containsExactly("first", "second");
    }

    @Test
    void required_wal1_aSecondInstanceIsRefused() {
        WriteAheadLog log = session.open();
        log.append((byte) 1, Bytes.utf8("first"));
        assertThatThrownBy(() -> session.openTwice()).isInstanceOf(ComponentException.class);
        if (durable()) {
            assertThatThrownBy(() -> session.openAnother()).isInstanceOf(ComponentException.class);
        }
        assertThat(log.append((byte) 1, Bytes.utf8("second"))).isEqualTo(2);
        log.sync();
        assertThat(session.reopen()).extracting(WalRecord::text).containsExactly("first", "second");
    }

    @Test
    void required_wal2_whatWasSyncedSurvivesACrash() {
        assumeTrue(durable(), "the log is not durable");
        List<WalRecord> synced = new ArrayList<>();
        session.open();
        for (int round = 0; round < 8; round++) {
            synced.addAll(session.appendMany(20 + round, 100 * round));
            assertThat(session.log().sync()).isEqualTo(session.log().appendedLsn());
            session.appendMany(round, 10);
            List<WalRecord> replayed = session.crashAndOpen();
            assertBeginsWith(synced, replayed);
            synced = new ArrayList<>(replayed);
        }
    }

    @Test
    void required_wal2_syncFromAnotherThreadCoversWhatWasAppendedBeforeIt() throws Exception {
        WriteAheadLog log = session.open();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Long> syncer = CompletableFuture.supplyAsync(() -> syncUntil(stop, log), OTHER_THREAD);
        List<WalRecord> appended = new ArrayList<>();
        do {
            appended.addAll(session.appendMany(50, 64));
        } while (appended.size() < 5_000 && !syncer.isDone());
        stop.set(true);
        syncer.get(WAIT_SECONDS, TimeUnit.SECONDS);
        long durable = log.sync();
        assertThat(durable).isEqualTo(appended.size());
        assertThat(log.durableLsn()).isEqualTo(durable);
        List<WalRecord> replayed = durable() ? session.crashAndOpen() : session.reopen();
        assertThat(replayed).isEqualTo(appended);
    }

    private static long syncUntil(AtomicBoolean stop, WriteAheadLog log) {
        long durable = 0;
        while (!stop.get()) {
            long before = log.appendedLsn();
            durable = log.sync();
            assertThat(durable).isGreaterThanOrEqualTo(before);
            assertThat(log.durableLsn()).isGreaterThanOrEqualTo(durable);
        }
        return durable;
    }

    @Test
    void required_wal3_sequenceNumbersAreDenseFromOne() {
        WriteAheadLog log = session.open();
        assertThat(log.firstLsn()).isEqualTo(1);
        assertThat(log.appendedLsn()).isZero();
        assertThat(log.durableLsn()).isZero();
        for (long lsn = 1; lsn <= 500; lsn++) {
            assertThat(log.append((byte) lsn, Bytes.utf8("record"), Bytes.EMPTY, Bytes.utf8(" " + lsn)))
                    .isEqualTo(lsn);
            assertThat(log.appendedLsn()).isEqualTo(lsn);
        }
        log.sync();
        List<WalRecord> replayed = session.reopen();
        for (int i = 0; i < 500; i++) {
            assertThat(replayed.get(i))
                    .isEqualTo(new WalRecord(i + 1, (byte) (i + 1), Bytes.utf8("record " + (i + 1))));
        }
        assertThat(session.log().append((byte) 1, Bytes.utf8("next"))).isEqualTo(501);
    }

    @Test
    void required_wal3_aNumberThatReplayShowedIsNeverGivenAgain() {
        assumeTrue(durable(), "the log is not durable");
        session.open();
        List<WalRecord> shown = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            session.appendMany(7, 200);
            List<WalRecord> replayed = session.crashAndOpen();
            assertBeginsWith(shown, replayed);
            shown = new ArrayList<>(replayed);
            assertThat(session.log().appendedLsn()).isEqualTo(shown.size());
        }
    }

    @Test
    void required_wal3_numbersGoOnAfterEverythingWasReleased() {
        WriteAheadLog log = session.open();
        session.appendMany(300, 500);
        log.sync();
        log.releaseBefore(301);
        List<WalRecord> kept = session.reopen();
        assertThat(session.log().appendedLsn()).isEqualTo(300);
        assertThat(session.log().firstLsn()).isEqualTo(301 - kept.size());
        assertThat(session.log().append((byte) 1, Bytes.utf8("next"))).isEqualTo(301);
    }

    @Test
    void required_wal4_aCrashLeavesAPrefixWithoutHolesOrDamage() {
        assumeTrue(durable(), "the log is not durable");
        session.open();
        List<WalRecord> appended = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            appended.addAll(session.appendMany(15, 300));
            session.log().sync();
            int synced = appended.size();
            appended.addAll(session.appendMany(40, 700));
            List<WalRecord> replayed = session.crashAndOpen();
            assertThat(replayed.size()).isBetween(synced, appended.size());
            assertThat(replayed).isEqualTo(appended.subList(0, replayed.size()));
            appended = new ArrayList<>(replayed);
        }
    }

    @Test
    void required_wal4_readGivesWhatWasAppendedFromAnyPlaceWithinBounds() {
        WriteAheadLog log = session.open();
        List<WalRecord> appended = session.appendMany(400, 150);
        assertThat(session.read(1, Integer.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(appended);
        assertThat(session.read(400, 10, 10_000)).isEqualTo(appended.subList(399, 400));
        assertThat(session.read(401, 10, 10_000)).isEmpty();
        for (int from = 1; from <= 400; from += 37) {
            assertThat(session.read(from, 5, Long.MAX_VALUE))
                    .isEqualTo(appended.subList(from - 1, Math.min(400, from + 4)));
            assertThat(session.read(from, 1, 1))
                    .as("one record may exceed the bytes")
                    .hasSize(1);
            long bytes = appended.get(from - 1).payload().length();
            List<WalRecord> bounded = session.read(from, Integer.MAX_VALUE, bytes * 3);
            assertThat(bounded).isEqualTo(appended.subList(from - 1, from - 1 + bounded.size()));
            assertThat(bounded.stream()
                            .mapToLong(record -> record.payload().length())
                            .sum())
                    .isLessThanOrEqualTo(bytes * 3);
        }
        assertThat(log.firstLsn()).isEqualTo(1);
        assertThatThrownBy(() -> session.read(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void required_wal5_aTornTailIsDropped() {
        assumeTrue(durable(), "the log is not durable");
        session.open();
        List<WalRecord> synced = session.appendMany(10, 100);
        session.log().sync();
        session.appendMany(1, 100);
        session.crash();
        assumeTrue(tearTail(session.directory()), "the part offers no way to tear a tail");
        assertThat(session.openAfterCrash()).isEqualTo(synced);
        assertThat(session.log().append((byte) 1, Bytes.utf8("next"))).isEqualTo(11);
        session.log().sync();
        List<WalRecord> replayed = session.crashAndOpen();
        assertThat(replayed).hasSize(11);
        assertBeginsWith(synced, replayed);
    }

    @Test
    void required_wal5_damageOfWhatWasSyncedIsFatalAndNamed() {
        assumeTrue(durable(), "the log is not durable");
        session.open();
        session.appendMany(30, 100);
        session.log().sync();
        session.crash();
        assumeTrue(damageSynced(session.directory()), "the part offers no way to damage a record");
        assertThatThrownBy(() -> session.openAfterCrash())
                .isInstanceOf(WalCorruptionException.class)
                .hasMessageMatching("(?s).*/.*\\d.*");
    }

    @Test
    void required_wal6_theAcceptedTailIsDurableBeforeAnythingNew() {
        assumeTrue(durable(), "the log is not durable");
        session.open();
        for (int round = 0; round < 10; round++) {
            session.appendMany(20, 100);
            List<WalRecord> accepted = session.crashAndOpen();
            assertThat(session.log().durableLsn())
                    .as("durable LSN right after opening")
                    .isEqualTo(session.log().appendedLsn());
            session.log().append((byte) 2, Bytes.utf8("new"));
            session.log().sync();
            List<WalRecord> replayed = session.crashAndOpen();
            assertThat(replayed).hasSize(accepted.size() + 1);
            assertBeginsWith(accepted, replayed);
        }
    }

    @Test
    void required_wal7_afterAFailedSyncTheInstanceRefusesEverything() {
        WriteAheadLog log = session.open();
        session.appendMany(5, 100);
        log.sync();
        session.appendMany(5, 100);
        assumeTrue(failNextSync(), "the part offers no way to make a sync fail");
        assertThatThrownBy(log::sync).isInstanceOf(WalFailedException.class);
        assertThat(log.durableLsn()).isEqualTo(5);
        assertThatThrownBy(log::sync).isInstanceOf(WalFailedException.class);
        assertThatThrownBy(() -> log.append((byte) 1, Bytes.utf8("x"))).isInstanceOf(WalFailedException.class);
        assertThat(log.durableLsn()).isEqualTo(5);
    }

    @Test
    void required_wal7_afterAFailedAppendTheInstanceRefusesEverything() {
        WriteAheadLog log = session.open();
        session.appendMany(5, 100);
        assumeTrue(failNextAppend(), "the part offers no way to make an append fail");
        assertThatThrownBy(() -> log.append((byte) 1, Bytes.utf8("x"))).isInstanceOf(WalFailedException.class);
        assertThatThrownBy(() -> log.append((byte) 1, Bytes.utf8("x"))).isInstanceOf(WalFailedException.class);
        assertThatThrownBy(log::sync).isInstanceOf(WalFailedException.class);
    }

    @Test
    void required_wal8_theListenerHearsThePresentStateAtOnce() {
        WriteAheadLog log = session.open();
        SpaceWatch space = new SpaceWatch();
        log.onSpace(space);
        assertThat(space.state()).isEqualTo(SpaceState.OK);
    }

    @Test
    void required_wal8_lackOfSpaceIsAnnouncedInTimeAndEnds() throws Exception {
        WriteAheadLog log = session.open();
        SpaceWatch space = new SpaceWatch();
        log.onSpace(space);
        List<WalRecord> before = session.appendMany(20, 100);
        assumeTrue(exhaustSpace(), "the part offers no way to take space away");
        int taken = appendUntilFull(log, space);
        assertThat(taken).as("appends between the announcement and the end").isPositive();
        long last = log.appendedLsn();
        assertThat(log.sync()).isEqualTo(last);
        assertThat(session.read(1, 20, Long.MAX_VALUE)).isEqualTo(before);
        restoreSpace();
        space.await(SpaceState.OK, WAIT_SECONDS);
        assertThat(log.append((byte) 1, Bytes.utf8("room again"))).isEqualTo(last + 1);
        log.sync();
        assertThat(session.reopen()).hasSize((int) last + 1);
    }

    /** Returns how many appends went well after the lack of space had been announced. */
    private static int appendUntilFull(WriteAheadLog log, SpaceWatch space) throws Exception {
        Bytes kilobyte = Bytes.wrap(new byte[1024]);
        int afterAnnouncement = 0;
        for (int i = 0; i < 10_000; i++) {
            boolean announced = space.state() == SpaceState.LOW;
            try {
                log.append((byte) 1, kilobyte);
                afterAnnouncement += announced ? 1 : 0;
            } catch (WalFullException full) {
                assertThat(space.state()).as("announced before it was full").isEqualTo(SpaceState.LOW);
                return afterAnnouncement;
            }
            if (i == 5_000) {
                space.await(SpaceState.LOW, WAIT_SECONDS);
            }
        }
        throw new AssertionError("still not full after 10,000 records of 1 KiB");
    }

    @Test
    void required_wal9_releaseKeepsEverythingFromTheMarkOn() {
        WriteAheadLog log = session.open();
        List<WalRecord> appended = session.appendMany(600, 900);
        log.sync();
        for (long mark : new long[] {100, 50, 333, 600}) {
            log.releaseBefore(mark);
            long highest = Math.max(mark, mark == 50 ? 100 : 0);
            assertThat(log.firstLsn()).isLessThanOrEqualTo(highest);
            assertThat(session.read(highest, Integer.MAX_VALUE, Long.MAX_VALUE))
                    .isEqualTo(appended.subList((int) highest - 1, 600));
        }
        List<WalRecord> replayed = session.reopen();
        assertThat(replayed).isNotEmpty().isEqualTo(appended.subList(600 - replayed.size(), 600));
        assertThat(session.log().firstLsn()).isEqualTo(601 - replayed.size());
    }

    @Test
    void required_wal9_readBelowTheFirstRecordIsRefused() {
        long bytes = bytesUntilReleased();
        assumeTrue(bytes > 0, "the part does not say when space comes back");
        WriteAheadLog log = session.open();
        session.appendMany((int) Math.min(100_000, bytes / 1_000 + 2), 1_000);
        log.sync();
        log.releaseBefore(log.appendedLsn());
        AtomicLong first = new AtomicLong();
        Await.until(() -> first.updateAndGet(ignored -> log.firstLsn()) > 1, WAIT_SECONDS, "space to come back");
        assertThatThrownBy(() -> session.read(1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(session.read(first.get(), 1, 1)).hasSize(1);
    }

    @Test
    void required_wal10_recordsUpToTheLimitAreTakenWhole() {
        WriteAheadLog log = session.open();
        assertThat(log.limits().recordBytesMax()).isGreaterThanOrEqualTo(recordBytesRequired());
        assertThat(log.limits().durable()).isEqualTo(durable());
        List<WalRecord> appended = new ArrayList<>();
        appended.add(session.append((byte) 0, Bytes.EMPTY));
        appended.addAll(session.appendMany(1, recordBytesRequired()));
        appended.add(session.append((byte) -128, Bytes.wrap(new byte[] {-1})));
        if (log.limits().recordBytesMax() <= 16 * 1024 * 1024) {
            appended.add(session.append(
                    (byte) 127, Bytes.wrap(new byte[(int) log.limits().recordBytesMax()])));
        }
        log.sync();
        assertThat(session.reopen()).isEqualTo(appended);
    }

    @Test
    void required_wal10_aLargerRecordIsRefusedWhole() {
        WriteAheadLog log = session.open();
        long limit = log.limits().recordBytesMax();
        assumeTrue(limit <= 256 * 1024 * 1024, "the limit is too large to try");
        session.appendMany(1, 10);
        Bytes half = Bytes.wrap(new byte[(int) (limit / 2) + 1]);
        assertThatThrownBy(() -> log.append((byte) 1, half, half)).isInstanceOf(IllegalArgumentException.class);
        assertThat(log.appendedLsn()).isEqualTo(1);
        session.appendMany(1, 10);
        log.sync();
        assertThat(session.reopen()).extracting(WalRecord::lsn).containsExactly(1L, 2L);
    }

    @Test
    void required_closeMayBeRepeated() {
        WriteAheadLog log = session.open();
        log.close();
        log.close();
    }

    private static void assertBeginsWith(List<WalRecord> expected, List<WalRecord> replayed) {
        assertThat(replayed.size()).as("records replayed").isGreaterThanOrEqualTo(expected.size());
        assertThat(replayed.subList(0, expected.size())).isEqualTo(expected);
    }
}

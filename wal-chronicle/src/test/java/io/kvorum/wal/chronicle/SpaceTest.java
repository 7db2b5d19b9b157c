package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full: announced, survived, healed. */
final class SpaceTest {
    private static final Bytes KILOBYTE = Bytes.wrap(new byte[1024]);

    @TempDir
    private Path temporary;

    private final FaultyFiles files = new FaultyFiles();
    private final BlockingQueue<SpaceState> heard = new LinkedBlockingQueue<>();
    private Path directory;

    @BeforeEach
    void name() {
        directory = temporary.resolve("wal");
    }

    @Test
    void wal8_openingAndReadingNeedNoSpace() {
        try (TestLog log = TestLog.open(directory, files)) {
            log.append("a", "b").sync();
        }
        files.noSpace = true;
        try (TestLog log = TestLog.open(directory, files)) {
            assertThat(log.replayed()).containsExactly("a", "b");
            assertThat(log.read(1)).containsExactly("a", "b");
            assertThatThrownBy(() -> log.append("c")).isInstanceOf(WalFullException.class);
            assertThat(log.log().appendedLsn()).isEqualTo(2);
            files.noSpace = false;
            log.append("c").sync();
        }
        assertThat(new SegmentEditor(directory).segments()).hasSize(2);
    }

    @Test
    void wal8_lackIsAnnouncedWhileThereIsRoomAndEndsByItself() throws InterruptedException {
        try (TestLog opened = TestLog.open(directory, files)) {
            WriteAheadLog log = opened.append("a").log();
            log.onSpace(heard::add);
            assertThat(next()).isEqualTo(SpaceState.OK);
            files.noSpace = true;
            assertThat(appendUntilFull(log)).isGreaterThan(100);
            assertThat(next()).isEqualTo(SpaceState.LOW);
            log.sync();
            files.noSpace = false;
            assertThat(next()).isEqualTo(SpaceState.OK);
            log.append((byte) 1, KILOBYTE);
            log.sync();
        }
    }

    @Test
    void wal8_lackThatIsAnnouncedWhileTheSpareIsBeingFinishedEndsToo() throws InterruptedException {
        Thread writer = Thread.currentThread();
        AtomicBoolean armed = new AtomicBoolean();
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        FaultyFiles tight = new FaultyFiles() {
            @Override
            public void createDirectory(Path segmentDirectory) throws IOException {
                if (armed.get() && Thread.currentThread() != writer) {
                    awaitUninterrupted(looking);
                }
                super.createDirectory(segmentDirectory);
            }

            @Override
            public void syncDirectory(Path synced) throws IOException {
                super.syncDirectory(synced);
                if (armed.get() && Thread.currentThread() != writer && synced.equals(directory)) {
                    finished.countDown();
                }
            }

            @Override
            public long usableBytes(Path log) throws IOException {
                if (Thread.currentThread() == writer && armed.get()) {
                    looking.countDown();
                    awaitUninterrupted(finished);
                    armed.set(false);
                    return 0;
                }
                return super.usableBytes(log);
            }
        };
        try (TestLog opened = TestLog.open(directory, tight)) {
            WriteAheadLog log = opened.append("a").log();
            log.onSpace(heard::add);
            armed.set(true);
            while (armed.get()) {
                log.append((byte) 1, KILOBYTE);
            }
            assertThat(next()).isEqualTo(SpaceState.OK);
            assertThat(next()).isEqualTo(SpaceState.LOW);
            assertThat(next()).isEqualTo(SpaceState.OK);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void wal8_releasedSegmentsMakeRoomBeforeTheLogCallsItselfFull() throws InterruptedException {
        files.quotaBytes = 3 * TestLog.SEGMENT_BYTES * 2;
        try (TestLog opened = TestLog.open(directory, files)) {
            WriteAheadLog log = opened.log();
            for (int i = 0; i < 5_000; i++) {
                log.append((byte) 1, KILOBYTE);
                if (i % 100 == 0) {
                    log.releaseBefore(log.sync());
                }
            }
            assertThat(log.firstLsn()).isGreaterThan(3_000);
        }
    }

    @Test
    void wal8_anUnfinishedSegmentIsNotLeftBehind() {
        files.noSpace = true;
        try (TestLog log = TestLog.open(directory, files)) {
            assertThatThrownBy(() -> log.append("a")).isInstanceOf(WalFullException.class);
        }
        assertThat(new SegmentEditor(directory).segments()).isEmpty();
    }

    private SpaceState next() throws InterruptedException {
        return heard.poll(30, TimeUnit.SECONDS);
    }

    private static int appendUntilFull(WriteAheadLog log) {
        for (int appended = 0; appended < 10_000; appended++) {
            try {
                log.append((byte) 1, KILOBYTE);
            } catch (WalFullException full) {
                return appended;
            }
        }
        throw new AssertionError("never full");
    }
}

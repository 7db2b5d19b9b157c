package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.ComponentException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log's directory: who may be in it, and what it looks like. */
final class DirectoryTest {
    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void name() {
        directory = temporary.resolve("wal");
    }

    @Test
    void wal1_aSecondInstanceInThisProcessIsRefusedAgainAndAgain() {
        String pid = String.valueOf(ProcessHandle.current().pid());
        try (TestLog log = TestLog.open(directory)) {
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> TestLog.open(directory))
                        .isInstanceOf(ComponentException.class)
                        .hasMessageContaining(directory.toString())
                        .hasMessageContaining("pid " + pid);
            }
            log.append("a").sync();
        }
        TestLog.open(directory).close();
    }

    @Test
    void wal1_aSecondProcessIsRefusedEvenAfterASecondInstanceWas() throws Exception {
        try (TestLog log = TestLog.open(directory)) {
            assertThatThrownBy(() -> TestLog.open(directory)).isInstanceOf(ComponentException.class);
            assertThat(ChildJvm.run(true, FactoryTest.FlagsProbe.class, directory.toString()))
                    .startsWith("refused:")
                    .contains("pid " + ProcessHandle.current().pid());
            log.append("a");
        }
    }

    @Test
    void wal1_theRefusalNamesTheProcessThatHoldsTheLog() throws Exception {
        Process holder = ChildJvm.start(true, KillVictim.class, directory.toString());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("opened");
            assertThatThrownBy(() -> TestLog.open(directory))
                    .isInstanceOf(ComponentException.class)
                    .hasMessageContaining("pid " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        TestLog.open(directory).close();
    }

    @Test
    void wal1_theDirectoryIsGivenBackWhenNothingIsBeingDeletedInIt() throws Exception {
        AtomicReference<TestLog> opened = new AtomicReference<>();
        Thread closer = new Thread(() -> opened.get().close(), "closer");
        CountDownLatch deleting = new CountDownLatch(1);
        AtomicBoolean deletedAfterwards = new AtomicBoolean();
        SegmentFiles files = new FaultyFiles() {
            @Override
            public void delete(Path segmentDirectory) throws IOException {
                if (Thread.currentThread() != closer) {
                    deleting.countDown();
                    while (!isHeldUpByThisThread(closer) && closer.getState() != Thread.State.TERMINATED) {
                        Thread.onSpinWait();
                    }
                    deletedAfterwards.set(closer.getState() == Thread.State.TERMINATED);
                }
                super.delete(segmentDirectory);
            }
        };
        opened.set(TestLog.open(directory, files));
        opened.get().fillSegment().fillSegment().sync();
        opened.get().log().releaseBefore(opened.get().log().appendedLsn());
        deleting.await();
        closer.start();
        closer.join();
        assertThat(deletedAfterwards).isFalse();
    }

    private static boolean isHeldUpByThisThread(Thread other) {
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(other.getId());
        return info != null && info.getLockOwnerId() == Thread.currentThread().getId();
    }

    @Test
    void onlyTheOwnerMayReadAnything() throws Exception {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a").fillSegment();
        }
        // Closed, as a log in use makes its next segment at any time: Chronicle's files in it get their permissions
        // one after the other then, in a directory that is its owner's from the start
        try (var files = Files.walk(directory)) {
            List<Path> paths = files.toList();
            assertThat(paths).hasSizeGreaterThan(6);
            for (Path path : paths) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void aSegmentIsItsOwnersBeforeChroniclePutsFilesIntoIt() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        SegmentFiles files = new FaultyFiles() {
            @Override
            public SegmentAppender appender(Path segmentDirectory, long segmentBytes) throws IOException {
                seen.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(segmentDirectory)));
                return super.appender(segmentDirectory, segmentBytes);
            }
        };
        try (TestLog log = TestLog.open(directory, files)) {
            log.append("a");
        }
        assertThat(seen).isNotEmpty().containsOnly("rwx------");
    }

    @Test
    void aLogOfALaterFormatIsRefused() throws Exception {
        try (TestLog log = TestLog.open(directory)) {
            log.append("a");
        }
        Files.writeString(directory.resolve("FORMAT"), "kvorum-wal-chronicle 2 0123456789abcdef\n");
        assertThatThrownBy(() -> TestLog.open(directory))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("has format 2");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Files.writeString(directory, "a file");
        assertThatThrownBy(() -> TestLog.open(directory))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining(directory.toString());
    }
}

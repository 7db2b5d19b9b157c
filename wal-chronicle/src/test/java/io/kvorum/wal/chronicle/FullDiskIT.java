package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that is really full; needs the right to mount one. */
final class FullDiskIT {
    private static final Bytes RECORD = Bytes.wrap(new byte[10_000]);

    @TempDir
    private Path temporary;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temporary.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
        assumeTrue(mounted, "not permitted to mount a small file system");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            // Chronicle gives its mappings back in the background; the folder itself is free at once.
            run("umount", "--lazy", disk.toString());
        }
    }

    @Test
    void wal8_aFullDiskStopsAppendsOnlyAndHealsWhenSpaceReturns() throws Exception {
        Path directory = disk.resolve("wal");
        long last;
        try (TestLog opened = TestLog.open(directory)) {
            WriteAheadLog log = opened.log();
            last = appendUntilFull(log);
            assertThat(log.sync()).isEqualTo(last);
            assertThat(opened.read(1)).hasSize((int) last);
        }
        Path ballast = disk.resolve("ballast");
        fill(ballast);
        try (TestLog opened = TestLog.open(directory)) {
            assertThat(opened.log().appendedLsn()).isEqualTo(last);
            assertThatThrownBy(() -> opened.append("x")).isInstanceOf(WalFullException.class);
            Files.delete(ballast);
            opened.log().releaseBefore(last);
            run("mount", "-o", "remount,size=64m", disk.toString());
            assertThat(opened.append("x").log().sync()).isEqualTo(last + 1);
        }
    }

    private static long appendUntilFull(WriteAheadLog log) {
        while (true) {
            try {
                log.append((byte) 1, RECORD);
            } catch (WalFullException full) {
                return log.appendedLsn();
            }
        }
    }

    private static void fill(Path file) {
        try {
            new OperatingSystemFiles().create(file);
            new OperatingSystemFiles().allocate(file, 0, 1L << 30);
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}

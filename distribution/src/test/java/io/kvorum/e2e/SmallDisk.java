package io.kvorum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file system in memory that can be filled to the last byte. Where the machine does not let us mount one, the test
 * that wants it is skipped, and says so.
 */
public final class SmallDisk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmallDisk.class);
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int PAGE_BYTES = 4096;

    private final Path root;
    private final Path ballast;

    private SmallDisk(Path root) {
        this.root = root;
        this.ballast = root.resolve("ballast");
    }

    /** Mounts one at a directory, which is made; the calling test is skipped if that is not allowed. */
    public static SmallDisk mount(Path at, int mebibytes) {
        try {
            Files.createDirectories(at);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        String options = "size=" + mebibytes + "m,mode=0700";
        boolean mounted = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString()) == 0;
        if (!mounted) {
            LOG.warn("NOTHING IS TESTED ABOUT FULL DISKS HERE: this machine does not let us mount a small file system");
        }
        Assumptions.assumeTrue(mounted, "may not mount a small file system here");
        return new SmallDisk(at);
    }

    public Path root() {
        return root;
    }

    /** Takes some of the space away. */
    public void occupy(long bytes) {
        write(bytes);
    }

    /** Takes all space away, also what others give back meanwhile. */
    public void fill() {
        Await.until(() -> "no space left on " + root, () -> {
            write(Long.MAX_VALUE);
            return freeBytes() < PAGE_BYTES;
        });
    }

    private void write(long bytes) {
        try (RandomAccessFile file = new RandomAccessFile(ballast.toFile(), "rw")) {
            file.seek(file.length());
            for (int size = BLOCK_BYTES; size >= PAGE_BYTES; size /= 2) {
                while (file.length() + size <= bytes && freeBytes() >= size) {
                    file.write(new byte[size]);
                }
            }
        } catch (IOException full) {
            // Somebody else took the last bytes.
            LOG.info("the disk at {} is full: {}", root, full.getMessage());
        }
    }

    /** Gives back what was taken. */
    public void makeRoom() {
        try {
            Files.deleteIfExists(ballast);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public long freeBytes() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** After everybody who uses it. */
    @Override
    public void close() {
        assertThat(run("umount", root.toString())).isZero();
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noSuchProgram) {
            return -1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}

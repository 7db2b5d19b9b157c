package io.kvorum.wal.chronicle;

import io.kvorum.spi.ComponentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second instance out of the log's directory, in this process and in others.
 *
 * <p>Within the process the operating system's lock does not help: there, closing any channel on the locked file gives
 * the lock up. So a claim among the JVM's system properties comes first; it is seen across class loaders.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "LOCK";
    private static final int PID_BYTES_MAX = 32;

    private final String claim;
    private final FileChannel channel;
    private boolean released;

    private DirectoryLock(String claim, FileChannel channel) {
        this.claim = claim;
        this.channel = channel;
    }

    /** Locks, or fails with a sentence that names the holder. */
    static DirectoryLock take(Path directory, SegmentFiles files) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            files.create(file);
        }
        String claim = "io.kvorum.wal.chronicle.open." + identity(file);
        long ownPid = ProcessHandle.current().pid();
        if (System.getProperties().putIfAbsent(claim, "true") != null) {
            throw refused(directory, "this process, pid " + ownPid);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw refused(directory, "the process with pid " + pidIn(channel));
            }
            writePid(channel, ownPid);
            return new DirectoryLock(claim, channel);
        } catch (Throwable failure) {
            System.getProperties().remove(claim);
            if (channel != null) {
                channel.close();
            }
            throw failure;
        }
    }

    /** In place and of constant length, so that a full disk does not matter after the first time. */
    private static void writePid(FileChannel channel, long pid) {
        String text = String.format(Locale.ROOT, "%-" + (PID_BYTES_MAX - 1) + "d%n", pid);
        try {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException noSpace) {
            // The lock holds all the same; only the message to a second process will lack the number
            LoggerFactory.getLogger(DirectoryLock.class).warn("cannot write pid into lock file", noSpace);
        }
    }

    private static String pidIn(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(PID_BYTES_MAX);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).trim();
    }

    /** The file itself, so that a copy of the directory is another one and a link to it is not. */
    private static String identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toRealPath().toString() : key.toString();
    }

    private static ComponentException refused(Path directory, String holder) {
        return new ComponentException("the log in " + directory + " is in use by " + holder
                + "; stop it first, or give this one another directory");
    }

    /** May be repeated. */
    @Override
    public void close() throws IOException {
        if (released) {
            return;
        }
        released = true;
        try {
            channel.close();
        } finally {
            System.getProperties().remove(claim);
        }
    }
}

package io.kvorum.server.directory;

import io.kvorum.spi.ComponentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock that keeps a second process out of a data directory. The file holds the process id of the owner; the operating
 * system gives the lock back when the process ends, however it ends.
 */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path directory, Path file) throws IOException {
        FileChannel channel = OwnerOnly.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new ComponentException("data directory " + directory + " is in use by " + holder(file)
                        + "; stop it first, or choose another directory with --data-dir");
            }
            channel.truncate(0);
            byte[] process = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(process), 0);
            return new DirectoryLock(channel);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ownProcess) {
            return null; // Another node of this very process: its id is in the file too.
        }
    }

    private static String holder(Path file) throws IOException {
        String process = Files.readString(file).strip();
        return process.isEmpty() ? "another process" : "process " + process;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("the lock of the data directory cannot be given back", failure);
        }
    }
}

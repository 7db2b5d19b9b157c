package io.kvorum.server.directory;

import io.kvorum.engine.snapshot.SpoolFile;
import io.kvorum.engine.snapshot.SpoolFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Spools of snapshots as files of one directory.
 *
 * <p>Nobody needs them to be durable, but what is written goes on to the disk in small pieces, and who writes waits for
 * each: else the system keeps it back and writes it all at once later, and the log's sync waits behind a gigabyte.
 */
public final class SpoolDirectory implements SpoolFiles {
    private static final int PIECE_BYTES = 4 << 20;

    private final Path directory;

    /** Uses an existing directory in which nobody else writes. */
    public SpoolDirectory(Path directory) {
        this.directory = directory;
    }

    @Override
    public SpoolFile create(String name) {
        Path file = directory.resolve(name);
        try {
            Files.deleteIfExists(file);
            return new Spool(
                    file,
                    OwnerOnly.open(
                            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make the snapshot's file " + file, failure);
        }
    }

    @Override
    public void deleteAll() {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> files = entries.toList();
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot clear the directory of snapshots " + directory, failure);
        }
    }

    private static final class Spool implements SpoolFile {
        private final Path file;
        private final FileChannel channel;
        private volatile long size;
        private long handedOn;

        Spool(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void append(ByteBuffer bytes) {
            try {
                long position = size;
                while (bytes.hasRemaining()) {
                    position += channel.write(bytes, position);
                }
                if (position - handedOn >= PIECE_BYTES) {
                    channel.force(false);
                    handedOn = position;
                }
                size = position;
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot write to " + file, failure);
            }
        }

        @Override
        public int read(long position, ByteBuffer target) {
            try {
                int before = target.position();
                while (target.hasRemaining() && channel.read(target, position + target.position() - before) > 0) {
                    continue; // Until it is full or the file ends.
                }
                return target.position() - before;
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot read " + file, failure);
            }
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void delete() {
            try {
                channel.close();
                Files.deleteIfExists(file);
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot delete " + file, failure);
            }
        }
    }
}

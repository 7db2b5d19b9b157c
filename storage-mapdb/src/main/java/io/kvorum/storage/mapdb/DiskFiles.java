package io.kvorum.storage.mapdb;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The real file system. Directories get mode 0700 and files 0600 where modes exist. */
final class DiskFiles implements StoreFiles {
    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);

    private final boolean posix =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, mode("rwx------"));
    }

    @Override
    public StoreFile open(Path file) throws IOException {
        return new DiskFile(FileChannel.open(file, OPTIONS, mode("rw-------")));
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            for (String name : list(path)) {
                Files.deleteIfExists(path.resolve(name));
            }
        }
        Files.deleteIfExists(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private FileAttribute<?>[] mode(String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static final class DiskFile implements StoreFile {
        private final FileChannel channel;

        private DiskFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            long at = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    return;
                }
                at += count;
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            long at = position;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        }

        @Override
        public void extend(long length) throws IOException {
            if (channel.size() < length) {
                write(ByteBuffer.allocate(1), length - 1);
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public ByteBuffer map(long position, int size) throws IOException {
            if (position + size > channel.size()) {
                throw new EOFException("range to map ends behind the file");
            }
            return channel.map(MapMode.READ_ONLY, position, size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The real file system. */
final class OperatingSystemFiles implements SegmentFiles {
    /**
     * Space is taken in pieces of a page: larger writes leave larger units in the page cache, and each sync would then
     * write back whole units for single records.
     */
    private static final int PIECE_BYTES = 4096;

    /** The disk gets new space in doses, so that syncs of the segment in use do not queue behind all of it. */
    private static final int FORCED_AT_ONCE_BYTES = 1 << 20;

    private static final String OWNER_FILE = "rw-------";
    private static final String OWNER_DIRECTORY = "rwx------";

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, ownerOnly(directory, OWNER_DIRECTORY));
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void create(Path file) throws IOException {
        FileChannel.open(
                        file,
                        Set.<OpenOption>of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly(file, OWNER_FILE))
                .close();
    }

    @Override
    public void allocate(Path file, long used, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
            long position = 0;
            for (; position < used; position += PIECE_BYTES) {
                piece.clear();
                channel.read(piece, position);
                piece.clear();
                channel.write(piece, position);
            }
            ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE_BYTES);
            for (; position < bytes; position += PIECE_BYTES) {
                zeros.clear();
                channel.write(zeros, position);
                if (position % FORCED_AT_ONCE_BYTES == 0) {
                    channel.force(false);
                }
            }
        }
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(draft);
        create(draft);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer source = ByteBuffer.wrap(content);
            while (source.hasRemaining()) {
                channel.write(source);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(file.getParent());
    }

    @Override
    public SegmentFile open(Path file) throws IOException {
        return new ChannelFile(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public SegmentAppender appender(Path segmentDirectory, long segmentBytes) {
        return new ChronicleAppender(segmentDirectory, segmentBytes);
    }

    @Override
    public void protect(Path segmentDirectory) throws IOException {
        if (posix(segmentDirectory)) {
            for (String name : list(segmentDirectory)) {
                Files.setPosixFilePermissions(
                        segmentDirectory.resolve(name), PosixFilePermissions.fromString(OWNER_FILE));
            }
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void delete(Path segmentDirectory) throws IOException {
        if (!Files.isDirectory(segmentDirectory)) {
            return;
        }
        Files.deleteIfExists(SegmentLayout.file(segmentDirectory));
        for (String name : list(segmentDirectory)) {
            Files.deleteIfExists(segmentDirectory.resolve(name));
        }
        Files.deleteIfExists(segmentDirectory);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) throws IOException {
        return posix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** A file by its channel. */
    private record ChannelFile(FileChannel channel) implements SegmentFile {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            for (long at = position; source.hasRemaining(); ) {
                at += channel.write(source, at);
            }
        }

        @Override
        public void force(boolean withMetadata) throws IOException {
            channel.force(withMetadata);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

package io.kvorum.storage.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Files that fail when they are told to: a write, a sync, or everything that needs space. */
final class FaultyFiles implements StoreFiles {
    private final StoreFiles files;
    private volatile boolean failNextWrite;
    private volatile boolean failNextSync;
    private volatile long spaceLeft = Long.MAX_VALUE;

    FaultyFiles(StoreFiles files) {
        this.files = files;
    }

    void failNextWrite() {
        failNextWrite = true;
    }

    void failNextSync() {
        failNextSync = true;
    }

    /** From now on, {@code bytes} can be written and no more. */
    void leaveSpace(long bytes) {
        spaceLeft = bytes;
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        files.createDirectory(directory);
    }

    @Override
    public StoreFile open(Path file) throws IOException {
        return new FaultyFile(files.open(file));
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return files.exists(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return files.list(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        files.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        files.syncDirectory(directory);
    }

    private final class FaultyFile implements StoreFile {
        private final StoreFile file;

        private FaultyFile(StoreFile file) {
            this.file = file;
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (failNextWrite) {
                failNextWrite = false;
                throw new IOException("a write was made to fail");
            }
            if (source.remaining() > spaceLeft) {
                source.limit(source.position() + (int) spaceLeft);
                file.write(source, position);
                spaceLeft = 0;
                throw new IOException("No space left on device");
            }
            spaceLeft -= source.remaining();
            file.write(source, position);
        }

        @Override
        public void extend(long length) throws IOException {
            file.extend(length);
        }

        @Override
        public void sync() throws IOException {
            if (failNextSync) {
                failNextSync = false;
                throw new IOException("a sync was made to fail");
            }
            file.sync();
        }

        @Override
        public ByteBuffer map(long position, int size) throws IOException {
            return file.map(position, size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

package io.kvorum.storage.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A disk that loses, when power fails, each sector that was not synced independently of the others, and each name that
 * was not synced with its directory. Power fails in the middle of an operation that was chosen beforehand.
 */
final class PowerLossFiles implements StoreFiles {
    private static final int SECTOR = 512;

    private final StoreFiles files = new DiskFiles();
    private final Random random;
    private final boolean syncs;
    private final Map<Path, Unsynced> unsynced = new HashMap<>();
    private final Set<Path> newNames = new HashSet<>();
    private final Map<Path, byte[]> replaced = new HashMap<>();
    private long operationsLeft;
    private boolean lost;

    /**
     * @param random decides what is lost
     * @param operations changes until power fails
     * @param syncs false for a disk on which no sync has an effect
     */
    PowerLossFiles(Random random, long operations, boolean syncs) {
        this.random = random;
        this.operationsLeft = operations;
        this.syncs = syncs;
    }

    synchronized boolean isLost() {
        return lost;
    }

    /** From now on nothing works. */
    synchronized void losePower() {
        lost = true;
    }

    private boolean losesNow() throws PowerLoss {
        if (lost) {
            throw new PowerLoss();
        }
        lost = --operationsLeft < 0;
        return lost;
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        if (losesNow()) {
            throw new PowerLoss();
        }
        if (!files.exists(directory)) {
            newNames.add(directory);
        }
        files.createDirectory(directory);
    }

    @Override
    public synchronized StoreFile open(Path file) throws IOException {
        if (lost) {
            throw new PowerLoss();
        }
        if (!files.exists(file)) {
            newNames.add(file);
            unsynced.put(file, new Unsynced());
        }
        return new PowerLossFile(files.open(file), unsynced.computeIfAbsent(file, opened -> new Unsynced()));
    }

    @Override
    public synchronized boolean exists(Path path) throws IOException {
        return files.exists(path);
    }

    @Override
    public synchronized List<String> list(Path directory) throws IOException {
        return files.list(directory);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        if (losesNow()) {
            throw new PowerLoss();
        }
        replaced.putIfAbsent(to, files.exists(to) ? Files.readAllBytes(to) : new byte[0]);
        files.rename(from, to);
        newNames.remove(from);
        Unsynced moved = unsynced.remove(from);
        unsynced.put(to, moved == null ? new Unsynced() : moved);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        if (losesNow()) {
            throw new PowerLoss();
        }
        files.delete(path);
        unsynced.keySet().removeIf(file -> file.startsWith(path));
        newNames.removeIf(name -> name.startsWith(path));
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        if (losesNow()) {
            throw new PowerLoss();
        }
        if (syncs) {
            newNames.removeIf(name -> directory.equals(name.getParent()));
            replaced.keySet().removeIf(name -> directory.equals(name.getParent()));
        }
    }

    /** What is on the disk when power comes back, as a copy: the old process may still look at its mapped memory. */
    synchronized void copyRemains(Path from, Path to) throws IOException {
        lost = true;
        Set<Path> gone = new HashSet<>();
        for (Path name : sorted(newNames)) {
            if (random.nextBoolean()) {
                gone.add(name);
            }
        }
        if (gone.contains(from)) {
            return;
        }
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (gone.contains(directory)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!gone.contains(file)) {
                    copyFile(file, to.resolve(from.relativize(file).toString()));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void copyFile(Path file, Path target) throws IOException {
        byte[] before = replaced.get(file);
        if (before != null && random.nextBoolean()) {
            if (before.length > 0) {
                Files.write(target, before);
            }
            return;
        }
        byte[] content = Files.readAllBytes(file);
        Unsynced changes = unsynced.get(file);
        if (changes != null) {
            content = changes.remains(content, random);
        }
        Files.write(target, content);
    }

    private static Collection<Path> sorted(Collection<Path> paths) {
        return paths.stream().sorted().toList();
    }

    /** What a file held before the changes that were not synced. */
    private static final class Unsynced {
        private final Map<Long, byte[]> sectors = new HashMap<>();
        private long length;

        private byte[] remains(byte[] content, Random random) {
            byte[] remains = content;
            for (long sector : sectors.keySet().stream().sorted().toList()) {
                int at = (int) sector * SECTOR;
                if (at < remains.length && random.nextBoolean()) {
                    System.arraycopy(sectors.get(sector), 0, remains, at, Math.min(SECTOR, remains.length - at));
                }
            }
            return remains.length > length && random.nextBoolean() ? Arrays.copyOf(remains, (int) length) : remains;
        }
    }

    private final class PowerLossFile implements StoreFile {
        private final StoreFile file;
        private final Unsynced changes;

        private PowerLossFile(StoreFile file, Unsynced changes) throws IOException {
            this.file = file;
            this.changes = changes;
            if (changes.sectors.isEmpty()) {
                changes.length = syncs ? file.length() : 0;
            }
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
            synchronized (PowerLossFiles.this) {
                boolean last = losesNow();
                if (last) {
                    source.limit(source.position() + random.nextInt(source.remaining() + 1));
                }
                for (long sector = position / SECTOR; sector * SECTOR < position + source.remaining(); sector++) {
                    if (!changes.sectors.containsKey(sector)) {
                        ByteBuffer before = ByteBuffer.allocate(SECTOR);
                        file.read(before, sector * SECTOR);
                        changes.sectors.put(sector, before.array());
                    }
                }
                file.write(source, position);
                if (last) {
                    throw new PowerLoss();
                }
            }
        }

        @Override
        public void extend(long length) throws IOException {
            if (file.length() < length) {
                write(ByteBuffer.allocate(1), length - 1);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (PowerLossFiles.this) {
                if (losesNow()) {
                    throw new PowerLoss();
                }
                if (syncs) {
                    changes.sectors.clear();
                    changes.length = file.length();
                }
            }
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

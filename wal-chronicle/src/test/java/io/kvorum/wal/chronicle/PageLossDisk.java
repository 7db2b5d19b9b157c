package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk that may forget what was not forced: after a loss of power each page that was written since the last force has
 * its old content, its new one, or a mixture of sectors of both. Entries of directories that were not synced may be there
 * or not, made or deleted.
 */
final class PageLossDisk implements SegmentFiles {
    private static final int PAGE_BYTES = 4096;
    private static final int SECTOR_BYTES = 512;

    private final SegmentFiles real = new OperatingSystemFiles();
    private final Path log;
    private final boolean lying;
    private final TreeMap<Path, byte[]> durable = new TreeMap<>();
    private final TreeSet<Path> syncedEntries = new TreeSet<>();
    private final TreeMap<Path, byte[]> deletedUnsynced = new TreeMap<>();
    private Runnable beforeWork = () -> {};

    /** @param lying whether forces do nothing */
    PageLossDisk(Path log, boolean lying) throws IOException {
        this.log = log;
        this.lying = lying;
        if (Files.isDirectory(log)) {
            for (Path segment : new SegmentEditor(log).segments()) {
                syncedEntries.add(segment);
                Path file = SegmentLayout.file(segment);
                if (Files.exists(file)) {
                    durable.put(file, Files.readAllBytes(file));
                }
            }
        }
    }

    /** Runs before each force and each write of a mark: where the power may go. */
    void beforeWork(Runnable action) {
        beforeWork = action;
    }

    /** Writes what the disk may hold after a loss of power right now. */
    synchronized void losePower(Path target, SplittableRandom random) throws IOException {
        real.createDirectory(target);
        for (String name : List.of("FORMAT", "LOCK")) {
            Files.copy(log.resolve(name), target.resolve(name));
        }
        for (Path segment : new SegmentEditor(log).segments()) {
            if (syncedEntries.contains(segment) || random.nextBoolean()) {
                Path file = SegmentLayout.file(segment);
                Path copy = target.resolve(segment.getFileName());
                real.createDirectory(copy);
                if (Files.exists(file)) {
                    Files.write(SegmentLayout.file(copy), mixture(file, random));
                }
            }
        }
        for (var deleted : deletedUnsynced.entrySet()) {
            if (random.nextBoolean()) {
                Path copy = target.resolve(deleted.getKey().getFileName());
                real.createDirectory(copy);
                Files.write(SegmentLayout.file(copy), deleted.getValue());
            }
        }
    }

    private byte[] mixture(Path file, SplittableRandom random) throws IOException {
        byte[] current = Files.readAllBytes(file);
        byte[] image = Arrays.copyOf(durable.getOrDefault(file, new byte[0]), current.length);
        int kept = random.nextInt(10, 91);
        for (int page = 0; page < current.length; page += PAGE_BYTES) {
            boolean torn = random.nextInt(8) == 0;
            if (torn) {
                for (int sector = page; sector < page + PAGE_BYTES; sector += SECTOR_BYTES) {
                    if (random.nextBoolean()) {
                        System.arraycopy(current, sector, image, sector, SECTOR_BYTES);
                    }
                }
            } else if (random.nextInt(100) < kept) {
                System.arraycopy(current, page, image, page, PAGE_BYTES);
            }
        }
        return image;
    }

    private synchronized void forced(Path file) throws IOException {
        if (!lying && Files.exists(file)) {
            durable.put(file, Files.readAllBytes(file));
        }
    }

    @Override
    public SegmentFile open(Path path) throws IOException {
        SegmentFile file = real.open(path);
        return new SegmentFile() {
            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                return file.read(target, position);
            }

            @Override
            public void write(ByteBuffer source, long position) throws IOException {
                beforeWork.run();
                file.write(source, position);
            }

            @Override
            public void force(boolean withMetadata) throws IOException {
                beforeWork.run();
                forced(path);
            }

            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public synchronized void syncDirectory(Path directory) {
        if (directory.equals(log)) {
            syncedEntries.clear();
            syncedEntries.addAll(new SegmentEditor(log).segments());
            deletedUnsynced.clear();
        }
    }

    @Override
    public synchronized void delete(Path segmentDirectory) throws IOException {
        byte[] content = durable.remove(SegmentLayout.file(segmentDirectory));
        if (content != null && syncedEntries.remove(segmentDirectory)) {
            deletedUnsynced.put(segmentDirectory, content);
        }
        real.delete(segmentDirectory);
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        real.createDirectory(directory);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public void create(Path file) throws IOException {
        real.create(file);
    }

    @Override
    public void allocate(Path file, long used, long bytes) throws IOException {
        real.allocate(file, used, bytes);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        real.replace(file, content);
    }

    @Override
    public void protect(Path segmentDirectory) throws IOException {
        real.protect(segmentDirectory);
    }

    @Override
    public SegmentAppender appender(Path segmentDirectory, long segmentBytes) throws IOException {
        return real.appender(segmentDirectory, segmentBytes);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return real.usableBytes(directory);
    }
}

package io.kvorum.tck.sim;

import java.nio.file.Path;

/** An open file of a {@link SimulatedDisk}: appended to, read anywhere, cut short. */
public final class SimulatedFile {
    private final SimulatedDisk disk;
    private final Path path;
    private final FileContent content;
    private final int life;

    SimulatedFile(SimulatedDisk disk, Path path, FileContent content, int life) {
        this.disk = disk;
        this.path = path;
        this.content = content;
        this.life = life;
    }

    public Path path() {
        return path;
    }

    public int size() {
        synchronized (disk) {
            disk.requireLife(life);
            return content.size();
        }
    }

    /** How much of it is safe, which a real file does not tell: parts on this disk use it in place of a mark. */
    public int syncedSize() {
        synchronized (disk) {
            disk.requireLife(life);
            return content.synced();
        }
    }

    /** Appends; all or nothing while the node lives. */
    public void append(byte[] bytes) {
        synchronized (disk) {
            disk.requireLife(life);
            if (disk.takeWriteFailure()) {
                throw new DiskFailure("write to " + path + " failed");
            }
            disk.before(DiskStep.Kind.WRITE, path);
            disk.reserve(bytes.length);
            content.append(bytes, 0, bytes.length);
            disk.after(DiskStep.Kind.WRITE, path);
        }
    }

    /** Makes everything appended so far safe. */
    public void sync() {
        synchronized (disk) {
            disk.requireLife(life);
            if (disk.takeSyncFailure()) {
                content.breakSync();
                throw new DiskFailure("sync of " + path + " failed");
            }
            disk.before(DiskStep.Kind.SYNC, path);
            content.sync();
            disk.after(DiskStep.Kind.SYNC, path);
        }
    }

    /** Cuts the file after {@code length} bytes, safely. */
    public void truncate(int length) {
        synchronized (disk) {
            disk.requireLife(life);
            disk.before(DiskStep.Kind.TRUNCATE, path);
            int cut = content.size() - length;
            content.truncate(length);
            disk.release(Math.max(0, cut));
            disk.after(DiskStep.Kind.TRUNCATE, path);
        }
        disk.announceSpace();
    }

    /** At most {@code length} bytes from {@code position} on; fewer at the end. */
    public byte[] read(int position, int length) {
        synchronized (disk) {
            disk.requireLife(life);
            return content.read(position, length);
        }
    }
}

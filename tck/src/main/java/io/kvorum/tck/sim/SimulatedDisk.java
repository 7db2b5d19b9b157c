package io.kvorum.tck.sim;

import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The disk of one simulated node: files that forget in a crash what was not synced.
 *
 * <p>Making, renaming and deleting a file are durable at once; what a file holds is durable after {@link
 * SimulatedFile#sync}. Each change is announced to an observer. After {@link #crash} every file and claim of the life
 * before is dead: its operations throw {@link SimulatedCrash}.
 *
 * <p>Safe for several threads, so that parts on it can also run outside a simulation.
 */
public final class SimulatedDisk {
    private final RandomGenerator random;
    private final NavigableMap<Path, FileContent> files = new TreeMap<>();
    private final NavigableMap<Path, Integer> claims = new TreeMap<>();
    private DiskObserver observer = new DiskObserver() {};
    private Runnable spaceListener = () -> {};
    private long capacity = Long.MAX_VALUE;
    private long used;
    private long steps;
    private int life = 1;
    private boolean failNextSync;
    private boolean failNextWrite;

    /** Makes an empty disk; {@code random} decides what a crash leaves. */
    public SimulatedDisk(RandomGenerator random) {
        this.random = random;
    }

    /** Opens a file, or makes an empty one. */
    public synchronized SimulatedFile open(Path path) {
        FileContent content = files.get(path);
        if (content == null) {
            content = new FileContent();
            before(DiskStep.Kind.CREATE, path);
            files.put(path, content);
            after(DiskStep.Kind.CREATE, path);
        }
        return new SimulatedFile(this, path, content, life);
    }

    public synchronized boolean exists(Path path) {
        return files.containsKey(path);
    }

    /** The files in {@code directory}, by name. */
    public synchronized List<Path> list(Path directory) {
        return files.keySet().stream()
                .filter(path -> directory.equals(path.getParent()))
                .toList();
    }

    /** Gives a file another name, in place of the file that has it; atomic. */
    public void rename(Path from, Path to) {
        synchronized (this) {
            before(DiskStep.Kind.RENAME, to);
            FileContent content = files.remove(from);
            if (content == null) {
                throw new DiskFailure("no file " + from);
            }
            FileContent replaced = files.put(to, content);
            used -= replaced == null ? 0 : replaced.size();
            after(DiskStep.Kind.RENAME, to);
        }
        announceSpace();
    }

    /** Removes a file, if it is there. */
    public void delete(Path path) {
        synchronized (this) {
            before(DiskStep.Kind.DELETE, path);
            FileContent content = files.remove(path);
            used -= content == null ? 0 : content.size();
            after(DiskStep.Kind.DELETE, path);
        }
        announceSpace();
    }

    /**
     * Takes a directory for one user.
     *
     * @return gives it back; null if somebody has it
     */
    public synchronized Runnable claim(Path directory) {
        if (claims.putIfAbsent(directory, life) != null) {
            return null;
        }
        int claimed = life;
        return () -> unclaim(directory, claimed);
    }

    private synchronized void unclaim(Path directory, int claimed) {
        claims.remove(directory, claimed);
    }

    /** Names the one who hears of changes. */
    public synchronized void observe(DiskObserver newObserver) {
        observer = newObserver;
    }

    /** Number of changes so far. */
    public synchronized long steps() {
        return steps;
    }

    /** Makes the next sync of any file fail. What it should have synced is lost in the next power failure. */
    public synchronized void failNextSync() {
        failNextSync = true;
    }

    /** Makes the next write to any file fail. */
    public synchronized void failNextWrite() {
        failNextWrite = true;
    }

    /** Takes back the failures that were asked for and have not happened yet. */
    public synchronized void failNoMore() {
        failNextSync = false;
        failNextWrite = false;
    }

    /** Limits the space of all files together; may be below what they use. */
    public void setCapacity(long bytes) {
        synchronized (this) {
            capacity = bytes;
        }
        announceSpace();
    }

    /** Bytes that can still be written. */
    public synchronized long free() {
        return Math.max(0, capacity - used);
    }

    /** Bytes of all files. */
    public synchronized long used() {
        return used;
    }

    /** Names the one who hears that there may be more or less space than before. */
    public synchronized void onSpace(Runnable listener) {
        spaceListener = listener;
    }

    /** Changes one byte of a file, behind everybody's back. */
    public synchronized void damage(Path path, long position) {
        files.get(path).flip(Math.toIntExact(position));
    }

    /** Ends the present life. Whoever opens files afterwards finds what {@code loss} left. */
    public synchronized void crash(CrashLoss loss) {
        life++;
        claims.clear();
        failNoMore();
        spaceListener = () -> {};
        for (FileContent content : files.values()) {
            int before = content.size();
            content.crash(loss, random);
            used -= before - content.size();
        }
    }

    void requireLife(int expected) {
        if (life != expected) {
            throw new SimulatedCrash("the disk was crashed");
        }
    }

    void before(DiskStep.Kind kind, Path path) {
        steps++;
        observer.before(new DiskStep(steps, kind, path));
    }

    void after(DiskStep.Kind kind, Path path) {
        observer.after(new DiskStep(steps, kind, path));
    }

    void reserve(int bytes) {
        if (bytes > free()) {
            throw new DiskFailure("no space left");
        }
        used += bytes;
    }

    void release(int bytes) {
        used -= bytes;
    }

    /** Called without the disk's lock, because the listener takes locks of its own. */
    void announceSpace() {
        Runnable listener;
        synchronized (this) {
            listener = spaceListener;
        }
        listener.run();
    }

    boolean takeSyncFailure() {
        boolean fails = failNextSync;
        failNextSync = false;
        return fails;
    }

    boolean takeWriteFailure() {
        boolean fails = failNextWrite;
        failNextWrite = false;
        return fails;
    }
}

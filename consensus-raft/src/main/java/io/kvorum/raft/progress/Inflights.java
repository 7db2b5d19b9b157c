package io.kvorum.raft.progress;

/** Append messages to one follower that are not answered yet: a window of at most so many messages and bytes. */
final class Inflights {
    private final long[] lastIndexes;
    private final long[] sizes;
    private final long bytesMax;
    private int start;
    private int count;
    private long bytes;

    Inflights(int messagesMax, long bytesMax) {
        this.lastIndexes = new long[messagesMax];
        this.sizes = new long[messagesMax];
        this.bytesMax = bytesMax;
    }

    boolean full() {
        return count == lastIndexes.length || bytes >= bytesMax;
    }

    int count() {
        return count;
    }

    /** Notes a message whose last entry is {@code lastIndex}; indexes ascend. */
    void add(long lastIndex, long size) {
        if (full()) {
            throw new IllegalStateException("the window is full");
        }
        int slot = (start + count) % lastIndexes.length;
        lastIndexes[slot] = lastIndex;
        sizes[slot] = size;
        count++;
        bytes += size;
    }

    /** Everything up to {@code index} has arrived. */
    void freeUpTo(long index) {
        while (count > 0 && lastIndexes[start] <= index) {
            bytes -= sizes[start];
            start = (start + 1) % lastIndexes.length;
            count--;
        }
    }

    void clear() {
        count = 0;
        bytes = 0;
    }
}

package io.kvorum.tck.sim;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Bytes of a simulated file, and how many of them are safe. */
final class FileContent {
    private byte[] bytes = new byte[256];
    private int size;
    private int synced;
    private boolean syncBroken;

    int size() {
        return size;
    }

    int synced() {
        return synced;
    }

    void append(byte[] source, int offset, int length) {
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, bytes.length * 2));
        }
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** After a failed sync the operating system takes pages for clean that are not: later syncs reach nothing. */
    void sync() {
        if (!syncBroken) {
            synced = size;
        }
    }

    void breakSync() {
        syncBroken = true;
    }

    void truncate(int length) {
        size = Math.min(size, length);
        synced = Math.min(synced, length);
    }

    byte[] read(int position, int length) {
        int end = Math.min(size, position + length);
        return position >= end ? new byte[0] : Arrays.copyOfRange(bytes, position, end);
    }

    void flip(int position) {
        bytes[position] ^= 0x5a;
    }

    void crash(CrashLoss loss, RandomGenerator random) {
        syncBroken = false;
        int unsynced = size - synced;
        if (unsynced == 0 || loss == CrashLoss.NOTHING) {
            return;
        }
        if (loss == CrashLoss.ALL_UNSYNCED) {
            size = synced;
            return;
        }
        size = synced + random.nextInt(unsynced + 1);
        if (size > synced && random.nextInt(4) == 0) {
            int hole = random.nextInt(synced, size);
            Arrays.fill(bytes, hole, random.nextInt(hole, size) + 1, (byte) 0);
        }
    }
}

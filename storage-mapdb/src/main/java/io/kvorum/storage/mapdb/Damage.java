package io.kvorum.storage.mapdb;

import io.kvorum.spi.storage.StorageCorruptionException;
import io.kvorum.spi.storage.StorageException;

/** Turns what MapDB throws over inconsistent bytes into the port's words (STO-8). */
final class Damage {
    private Damage() {}

    static StorageException of(String where, Throwable failed) {
        if (failed instanceof StorageException known) {
            return known;
        }
        if (failed instanceof OutOfMemoryError noMemory) {
            throw noMemory;
        }
        return new StorageCorruptionException("the tree is damaged at " + where + ": " + failed, failed);
    }

    static StorageException ofFile(String what, Throwable failed) {
        if (failed instanceof StorageException known) {
            return known;
        }
        return failed instanceof StorageFileDamage
                ? new StorageCorruptionException(failed.getMessage(), failed)
                : new StorageException(what + ": " + failed, failed);
    }
}

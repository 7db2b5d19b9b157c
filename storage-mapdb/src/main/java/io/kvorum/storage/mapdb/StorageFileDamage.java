package io.kvorum.storage.mapdb;

import java.io.IOException;

/** Damage at a known place of a file; becomes a {@code StorageCorruptionException} at the port. */
final class StorageFileDamage extends IOException {
    private static final long serialVersionUID = 1L;

    StorageFileDamage(String file, long position, String what) {
        super("file " + file + " is damaged at position " + position + ": " + what);
    }
}

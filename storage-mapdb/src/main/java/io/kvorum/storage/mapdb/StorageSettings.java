package io.kvorum.storage.mapdb;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import java.util.List;

/**
 * The backend's settings.
 *
 * @param journalBytesMax size of the journal at which a checkpoint is made
 * @param pinnedBytesMax what one snapshot may hold beside the store before it is given up
 * @param uncommittedBytesMax memory for changes that were not flushed; beyond it the backend commits by itself
 */
record StorageSettings(long journalBytesMax, long pinnedBytesMax, long uncommittedBytesMax) {
    static final ConfigKey<Long> JOURNAL_BYTES = ConfigKey.bytes(
            "journal-bytes",
            64L << 20,
            1L << 20,
            1L << 34,
            "Size of the journal at which its pages are synced to the data file and it begins anew");
    static final ConfigKey<Long> PINNED_BYTES_MAX = ConfigKey.bytes(
            "pinned-bytes-max",
            4L << 30,
            1L << 20,
            1L << 40,
            "Disk space that one snapshot may hold for pages that were overwritten since; the snapshot is lost beyond it");
    static final ConfigKey<Long> UNCOMMITTED_BYTES_MAX = ConfigKey.bytes(
            "uncommitted-bytes-max",
            256L << 20,
            1L << 20,
            1L << 34,
            "Memory for pages that changed since the last flush; beyond it they are committed without being asked");

    static final List<ConfigKey<?>> KEYS = List.of(JOURNAL_BYTES, PINNED_BYTES_MAX, UNCOMMITTED_BYTES_MAX);

    static StorageSettings of(Config config) {
        return new StorageSettings(
                config.get(JOURNAL_BYTES), config.get(PINNED_BYTES_MAX), config.get(UNCOMMITTED_BYTES_MAX));
    }
}

package io.kvorum.spi.storage;

/**
 * Sizes in bytes.
 *
 * @param onDisk what the backend's files take, for the quota
 * @param inUse the part of it that live rows and their index need
 * @param pinned what open snapshots keep from being reused
 */
public record StorageStats(long onDisk, long inUse, long pinned) {}

package io.kvorum.spi.storage;

import io.kvorum.spi.ComponentFactory;

/**
 * Opens backends of one kind. {@code create} recovers what is on disk (STO-2), makes the keyspaces that are missing and
 * keeps those it is not told of. It throws {@link StorageCorruptionException} when what is on disk is damaged.
 */
public interface StorageFactory extends ComponentFactory<StorageBackend, StorageContext> {}

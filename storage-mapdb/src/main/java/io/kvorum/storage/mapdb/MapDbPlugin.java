package io.kvorum.storage.mapdb;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.storage.StorageFactory;
import java.util.List;

/** Offers the storage backend {@code mapdb}. */
public final class MapDbPlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "storage-mapdb";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<StorageFactory> storageFactories() {
        return List.of(new MapDbStorageFactory(new DiskFiles()));
    }
}

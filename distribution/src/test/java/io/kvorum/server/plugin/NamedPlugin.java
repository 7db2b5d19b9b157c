package io.kvorum.server.plugin;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;
import java.util.List;

/** A plug-in that has a storage backend by name only. */
record NamedPlugin(String name, String storage, int spiVersion) implements KvorumPlugin {
    NamedPlugin(String name, String storage) {
        this(name, storage, SpiVersion.CURRENT);
    }

    @Override
    public List<StorageFactory> storageFactories() {
        return List.of(new StorageFactory() {
            @Override
            public String name() {
                return storage;
            }

            @Override
            public StorageBackend create(Config config, StorageContext context) {
                throw new UnsupportedOperationException("only its name is used");
            }
        });
    }
}

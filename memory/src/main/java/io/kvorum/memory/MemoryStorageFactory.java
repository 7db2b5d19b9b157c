package io.kvorum.memory;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;

/** Opens backends in memory; each begins empty. */
final class MemoryStorageFactory implements StorageFactory {
    @Override
    public String name() {
        return "memory";
    }

    @Override
    public StorageBackend create(Config config, StorageContext context) {
        return new MemoryStorage();
    }
}

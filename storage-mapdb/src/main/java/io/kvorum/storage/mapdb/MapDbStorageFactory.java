package io.kvorum.storage.mapdb;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageCorruptionException;
import io.kvorum.spi.storage.StorageFactory;
import java.io.IOException;
import java.util.List;

/** Opens the backend on the files it is given. */
final class MapDbStorageFactory implements StorageFactory {
    private final StoreFiles files;

    MapDbStorageFactory(StoreFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "mapdb";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return StorageSettings.KEYS;
    }

    @Override
    public StorageBackend create(Config config, StorageContext context) {
        if (context.valueBytesRequired() > MapDbStorage.VALUE_BYTES_MAX) {
            throw new ComponentException("storage mapdb takes values of up to " + MapDbStorage.VALUE_BYTES_MAX
                    + " bytes, and " + context.valueBytesRequired() + " are asked for");
        }
        try {
            return MapDbStorage.open(files, StorageSettings.of(config), context);
        } catch (StorageFileDamage damage) {
            throw new StorageCorruptionException(damage.getMessage(), damage);
        } catch (IOException failed) {
            throw new ComponentException(
                    "storage mapdb cannot be opened in " + context.directory() + ": " + failed.getMessage(), failed);
        }
    }
}

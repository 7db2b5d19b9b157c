package custom;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;
import java.util.List;

/** Offers the storage {@code tree}. */
public final class TreeStoragePlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "tree-storage";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<StorageFactory> storageFactories() {
        return List.of(new StorageFactory() {
            @Override
            public String name() {
                return "tree";
            }

            @Override
            public StorageBackend create(Config config, StorageContext context) {
                return new TreeStorage();
            }
        });
    }
}

package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;
import java.util.List;

/** Offers the storage {@code whole-file}. */
public final class WholeFilePlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "whole-file";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<StorageFactory> storageFactories() {
        return List.of(new Factory());
    }

    /** Makes backends. */
    static final class Factory implements StorageFactory {
        @Override
        public String name() {
            return "whole-file";
        }

        @Override
        public StorageBackend create(Config config, StorageContext context) {
            return new WholeFileStorage(context.directory());
        }
    }
}
// endregion

package io.kvorum.benchmarks.jmh;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/** Opens storage backends by name, as a server finds them. */
final class StorageParts {
    private StorageParts() {}

    private record Context(NodeRuntime runtime, Path directory, List<Keyspace> keyspaces, long valueBytesRequired)
            implements StorageContext {}

    static StorageBackend open(String name, InlineRuntime runtime, List<Keyspace> keyspaces) {
        for (KvorumPlugin plugin : ServiceLoader.load(KvorumPlugin.class)) {
            for (StorageFactory factory : plugin.storageFactories()) {
                if (factory.name().equals(name)) {
                    return factory.create(
                            Config.defaults(factory.configKeys()),
                            new Context(runtime, runtime.directory(), keyspaces, 1 << 20));
                }
            }
        }
        throw new IllegalArgumentException("no storage of this name: " + name);
    }
}

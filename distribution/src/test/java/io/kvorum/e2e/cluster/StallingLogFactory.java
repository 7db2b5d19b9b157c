package io.kvorum.e2e.cluster;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import java.util.List;
import java.util.ServiceLoader;

/** The server's own log, on a disk that stalls when a test wants it. */
final class StallingLogFactory implements WalFactory {
    private final WalFactory real = ServiceLoader.load(KvorumPlugin.class, KvorumPlugin.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .flatMap(plugin -> plugin.walFactories().stream())
            .filter(factory -> factory.name().equals("chronicle"))
            .findFirst()
            .orElseThrow();

    @Override
    public String name() {
        return "stalling";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return real.configKeys();
    }

    @Override
    public WalOpener create(Config config, WalContext context) {
        WalOpener opener = real.create(config, context);
        return replay -> new StallingLog(opener.open(replay));
    }
}

package io.kvorum.e2e.cluster;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.wal.WalFactory;
import java.util.List;

/** Offers the log {@code stalling}. */
public final class StallingLogPlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "stalling-log";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<WalFactory> walFactories() {
        return List.of(new StallingLogFactory());
    }
}

package io.kvorum.wal.chronicle;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.wal.WalFactory;
import java.util.List;

/** Offers the log {@code chronicle}. */
public final class ChroniclePlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "wal-chronicle";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<WalFactory> walFactories() {
        return List.of(new ChronicleWalFactory());
    }
}

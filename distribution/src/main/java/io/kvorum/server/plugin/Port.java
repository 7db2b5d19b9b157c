package io.kvorum.server.plugin;

import io.kvorum.spi.ComponentFactory;
import io.kvorum.spi.KvorumPlugin;
import java.util.List;
import java.util.function.Function;

/** The places where a part can be plugged in. */
public enum Port {
    CONSENSUS("consensus", "consensus", "consensus algorithm", KvorumPlugin::consensusFactories),
    WAL("wal", "wal", "write-ahead log", KvorumPlugin::walFactories),
    STORAGE("storage", "storage", "storage backend", KvorumPlugin::storageFactories),
    PEER_TRANSPORT("peer-transport", "peer-transport", "peer transport", KvorumPlugin::peerTransportFactories),
    CLIENT_TRANSPORT(
            "client-transports", "client-transport", "client transport", KvorumPlugin::clientTransportFactories);

    private final String flag;
    private final String prefix;
    private final String words;
    private final Function<KvorumPlugin, List<? extends ComponentFactory<?, ?>>> factories;

    Port(
            String flag,
            String prefix,
            String words,
            Function<KvorumPlugin, List<? extends ComponentFactory<?, ?>>> factories) {
        this.flag = flag;
        this.prefix = prefix;
        this.words = words;
        this.factories = factories;
    }

    /** The setting that names the chosen part. */
    public String flag() {
        return flag;
    }

    /** What a part's own settings begin with: {@code <prefix>-<part>-<key>}. */
    public String prefix() {
        return prefix;
    }

    /** The port in a sentence. */
    public String words() {
        return words;
    }

    List<? extends ComponentFactory<?, ?>> factoriesOf(KvorumPlugin plugin) {
        return factories.apply(plugin);
    }
}

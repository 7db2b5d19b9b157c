package io.kvorum.server.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.kvorum.engine.Engine;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.snapshot.SpoolFiles;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.config.RequestSizes;
import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.server.directory.NodeIdentity.Stage;
import io.kvorum.server.directory.SpoolDirectory;
import io.kvorum.server.plugin.Part;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.peer.NoPeers;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import java.util.Optional;

/**
 * What makes up a node whose ports are bound, each product from those it needs. The order of a start (design §5) follows
 * from these needs: the engine asks for the storage, consensus for log and peers.
 */
final class NodeModule extends AbstractModule {
    private final Configuration configuration;
    private final DataDirectory directory;
    private final NodeIdentity identity;
    private final Bootstrap bootstrap;
    private final NodeRuntime runtime;
    private final OpenResources resources;

    NodeModule(
            Configuration configuration,
            DataDirectory directory,
            NodeIdentity identity,
            Bootstrap bootstrap,
            NodeRuntime runtime,
            OpenResources resources) {
        this.configuration = configuration;
        this.directory = directory;
        this.identity = identity;
        this.bootstrap = bootstrap;
        this.runtime = runtime;
        this.resources = resources;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
        bind(Configuration.class).toInstance(configuration);
        bind(DataDirectory.class).toInstance(directory);
        bind(NodeIdentity.class).toInstance(identity);
        bind(Bootstrap.class).toInstance(bootstrap);
        bind(NodeRuntime.class).toInstance(runtime);
        bind(EngineConfig.class).toInstance(EngineSettings.of(configuration, identity));
    }

    @Provides
    @Singleton
    SpoolFiles spools() {
        return new SpoolDirectory(directory.of("snapshot"));
    }

    @Provides
    @Singleton
    StorageBackend storage() {
        Part part = configuration.parts().storage();
        StorageFactory factory = (StorageFactory) part.factory();
        return factory.create(
                configuration.of(part),
                new Contexts.ForStorage(
                        runtime,
                        directory.of("storage"),
                        Engine.keyspaces(),
                        RequestSizes.commandBytes(configuration.get(MemberSettings.MAX_REQUEST_BYTES))));
    }

    @Provides
    @Singleton
    PeerTransport peers() {
        return PeerParts.of(configuration)
                .map(parts -> parts.create(runtime, identity))
                .map(transport -> resources.opened("peer transport", transport))
                .orElseGet(NoPeers::new);
    }

    @Provides
    @Singleton
    Engine engine(EngineConfig config, StorageBackend storage, SpoolFiles spools, PeerTransport peers) {
        return new Engine(config, runtime, storage, spools, peers);
    }

    @Provides
    @Singleton
    Consensus consensus(StorageBackend storage, PeerTransport peers) {
        Part part = configuration.parts().consensus();
        ConsensusFactory factory = (ConsensusFactory) part.factory();
        boolean usesPeers = factory.uses().contains(ConsensusFactory.Part.PEERS);
        return factory.create(
                configuration.of(part),
                new Contexts.ForConsensus(
                        runtime,
                        identity.memberId(),
                        identity.clusterId(),
                        bootstrap,
                        configuration.parts().wal().map(log -> opener(log, storage)),
                        Optional.of(peers).filter(used -> usesPeers)));
    }

    private WalOpener opener(Part part, StorageBackend storage) {
        long recordBytes = RequestSizes.recordBytes(configuration.get(MemberSettings.MAX_REQUEST_BYTES));
        WalOpener opener = ((WalFactory) part.factory())
                .create(configuration.of(part), new Contexts.ForWal(runtime, directory.of("wal"), recordBytes));
        WalOpener checked = new DurabilityCheck(
                opener, part.name(), storage, configuration.parts().storage().name());
        if (identity.started()) {
            return checked;
        }
        // A founder's log has its members after the first sync. Who joins knows them from others, and may have to ask
        // again.
        Stage afterSync = bootstrap instanceof Bootstrap.Join ? Stage.PROMISED : Stage.STARTED;
        return PromisedLog.opener(checked, directory, afterSync);
    }
}

package io.kvorum.server.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.kvorum.engine.Engine;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.snapshot.SpoolFiles;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.server.directory.SpoolDirectory;
import io.kvorum.server.plugin.Part;
import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.client.ClientTransportContext;
import io.kvorum.spi.client.ClientTransportFactory;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What makes up a node, each product from those it needs. The order of a start (design §5) follows from these needs: the
 * storage asks for the bound client port, the engine for the storage, consensus for log and peers.
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
    ClientTransportContext clientContext() {
        SharedInstances shared = resources.opened("shared listeners", new SharedInstances());
        return new Contexts.ForClients(
                runtime,
                configuration.get(MemberSettings.LISTEN_CLIENT_URLS).urls(),
                configuration.get(MemberSettings.MAX_REQUEST_BYTES).intValue(),
                shared);
    }

    @Provides
    @Singleton
    ClientPort clientPort(ClientTransportContext context) {
        List<ClientTransport> transports = new ArrayList<>();
        for (Part part : configuration.parts().clientTransports()) {
            ClientTransportFactory factory = (ClientTransportFactory) part.factory();
            ClientTransport transport = factory.create(configuration.of(part), context);
            transports.add(resources.opened("client transport " + part.name(), transport));
        }
        transports.forEach(ClientTransport::bind);
        return new ClientPort(transports);
    }

    @Provides
    @Singleton
    SpoolFiles spools() {
        return new SpoolDirectory(directory.of("snapshot"));
    }

    @Provides
    @Singleton
    StorageBackend storage(ClientPort boundBefore) {
        Part part = configuration.parts().storage();
        StorageFactory factory = (StorageFactory) part.factory();
        return factory.create(
                configuration.of(part),
                new Contexts.ForStorage(
                        runtime,
                        directory.of("storage"),
                        Engine.keyspaces(),
                        Engine.commandBytesMax(configuration
                                .get(MemberSettings.MAX_REQUEST_BYTES)
                                .intValue())));
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
    WalOpener log(StorageBackend storage) {
        Part part = configuration.parts().wal();
        WalOpener opener = ((WalFactory) part.factory())
                .create(
                        configuration.of(part),
                        new Contexts.ForWal(
                                runtime,
                                directory.of("wal"),
                                Engine.commandBytesMax(configuration
                                                .get(MemberSettings.MAX_REQUEST_BYTES)
                                                .intValue())
                                        + EngineSettings.CONSENSUS_OVERHEAD_BYTES));
        return new DurabilityCheck(
                opener, part.name(), storage, configuration.parts().storage().name());
    }

    @Provides
    @Singleton
    Engine engine(EngineConfig config, StorageBackend storage, SpoolFiles spools, PeerTransport peers) {
        return new Engine(config, runtime, storage, spools, peers);
    }

    @Provides
    @Singleton
    Consensus consensus(WalOpener log, PeerTransport peers) {
        Part part = configuration.parts().consensus();
        ConsensusFactory factory = (ConsensusFactory) part.factory();
        boolean usesLog = factory.uses().contains(ConsensusFactory.Part.WAL);
        boolean usesPeers = factory.uses().contains(ConsensusFactory.Part.PEERS);
        return factory.create(
                configuration.of(part),
                new Contexts.ForConsensus(
                        runtime,
                        identity.memberId(),
                        identity.clusterId(),
                        bootstrap,
                        Optional.of(log).filter(used -> usesLog),
                        Optional.of(peers).filter(used -> usesPeers)));
    }
}

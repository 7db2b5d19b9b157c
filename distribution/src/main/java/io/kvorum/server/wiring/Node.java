package io.kvorum.server.wiring;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import io.kvorum.engine.Engine;
import io.kvorum.server.bootstrap.Birth;
import io.kvorum.server.bootstrap.NameService;
import io.kvorum.server.bootstrap.SystemNameService;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.server.runtime.ProcessMetrics;
import io.kvorum.server.runtime.ThreadedNodeRuntime;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.storage.StorageBackend;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running member. {@link #start} returns when it serves (C80), {@link #close} when everything is on disk and given back.
 *
 * <p>A node that halts by itself closes itself too; {@link #halted()} tells.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(7);
    private static final Duration HANDOVER_LIMIT = Duration.ofSeconds(7);
    private static final Duration STORAGE_CLOSE_LIMIT = Duration.ofSeconds(30);

    private final OpenResources resources;
    private final ThreadedNodeRuntime runtime;
    private final ClientPort clients;
    private final NodeIdentity identity;
    private volatile boolean closed;

    private Node(OpenResources resources, ThreadedNodeRuntime runtime, ClientPort clients, NodeIdentity identity) {
        this.resources = resources;
        this.runtime = runtime;
        this.clients = clients;
        this.identity = identity;
    }

    /**
     * Starts a member and waits until it serves. Blocks.
     *
     * @throws ComponentException with a sentence if it cannot start; everything is closed again then
     */
    public static Node start(Configuration configuration) {
        return start(configuration, new SystemNameService());
    }

    /** The same where names are looked up in another way. */
    static Node start(Configuration configuration, NameService names) {
        OpenResources resources = new OpenResources();
        try {
            return start(configuration, names, resources);
        } catch (RuntimeException | Error failure) {
            resources.close();
            throw Contexts.asComponentException("the member cannot start", failure);
        }
    }

    private static Node start(Configuration configuration, NameService names, OpenResources resources) {
        Path root = Path.of(configuration.dataDirectory());
        ThreadedNodeRuntime runtime = resources.opened(
                "runtime", new ThreadedNodeRuntime(root, Runtime.getRuntime().availableProcessors()));
        ProcessMetrics.register(runtime);
        ClientPort clients = ClientPort.bind(configuration, runtime, resources);
        PeerPortHold hold = resources.opened("hold of the port for members", PeerPortHold.take(configuration));
        DataDirectory directory = resources.opened("data directory", openDirectory(configuration, root));
        directory.warnings().forEach(LOG::warn);
        Birth birth = birth(configuration, names, directory);

        NodeModule module =
                new NodeModule(configuration, directory, birth.identity(), birth.bootstrap(), runtime, resources);
        Injector injector = Guice.createInjector(Stage.PRODUCTION, module);
        Engine engine = injector.getInstance(Engine.class);
        StorageBackend storage = injector.getInstance(StorageBackend.class);
        MemberMetrics.register(runtime.metrics(), configuration, storage);
        startConsensus(injector, engine, runtime, resources);
        // Consensus has made its channels by now: nothing arrives unheard.
        hold.close();
        startPeers(injector.getInstance(PeerTransport.class), configuration);
        awaitReady(engine, runtime);
        if (storage.limits().durable()) {
            directory.reach(NodeIdentity.Stage.STARTED);
        }
        clients.serve(engine.services());
        Node node = new Node(resources, runtime, clients, birth.identity());
        // The calls of a node that was halted are never answered: their connections end, and clients go elsewhere.
        resources.opened(
                "client calls",
                () -> clients.drain(runtime.halted().toCompletableFuture().isDone() ? Duration.ZERO : DRAIN_LIMIT));
        runtime.halted().thenAccept(node::onHalt);
        return node;
    }

    private static DataDirectory openDirectory(Configuration configuration, Path root) {
        String walDirectory = configuration.get(MemberSettings.WAL_DIR);
        return DataDirectory.open(
                root, Optional.of(walDirectory).filter(text -> !text.isEmpty()).map(Path::of));
    }

    private static Birth birth(Configuration configuration, NameService names, DataDirectory directory) {
        try (PeerInquiry inquiry = new PeerInquiry(configuration, directory.root())) {
            return Birth.of(configuration, directory, names, inquiry);
        }
    }

    private static void startConsensus(
            Injector injector, Engine engine, ThreadedNodeRuntime runtime, OpenResources resources) {
        StorageBackend storage = injector.getInstance(StorageBackend.class);
        resources.opened("storage", () -> closeOnItsLane(engine, storage));
        resources.opened("lanes", runtime::settle);
        Consensus consensus = resources.opened("consensus", injector.getInstance(Consensus.class));
        resources.opened("engine", engine::close);
        resources.opened("leadership", () -> handOver(injector, engine, runtime));
        engine.start(consensus);
    }

    private static void handOver(Injector injector, Engine engine, ThreadedNodeRuntime runtime) throws Exception {
        if (runtime.halted().toCompletableFuture().isDone()) {
            return; // Lanes that have ended hand nothing over.
        }
        CompletableFuture<Membership> membership = new CompletableFuture<>();
        boolean offered = engine.machine()
                .lane()
                .offer(() -> membership.complete(engine.machine().applied().membership()));
        if (offered) {
            new Handover(
                            injector.getInstance(NodeIdentity.class).memberId(),
                            injector.getInstance(Consensus.class),
                            injector.getInstance(PeerTransport.class),
                            membership.get(HANDOVER_LIMIT.toSeconds(), TimeUnit.SECONDS),
                            HANDOVER_LIMIT)
                    .run();
        }
    }

    private static void startPeers(PeerTransport peers, Configuration configuration) {
        try {
            peers.start();
        } catch (ComponentException failure) {
            throw new ComponentException(
                    "cannot listen for other members at --" + MemberSettings.LISTEN_PEER_URLS.name() + "="
                            + configuration.get(MemberSettings.LISTEN_PEER_URLS) + ": " + failure.getMessage(),
                    failure);
        }
    }

    /** The writer of the storage is the apply lane; when the node was halted that lane is gone, and this thread may. */
    private static void closeOnItsLane(Engine engine, StorageBackend storage) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean offered = engine.machine().lane().offer(() -> {
            try {
                storage.close();
                done.complete(null);
            } catch (RuntimeException failure) {
                done.completeExceptionally(failure);
            }
        });
        if (offered) {
            done.get(STORAGE_CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } else {
            storage.close();
        }
    }

    private static void awaitReady(Engine engine, ThreadedNodeRuntime runtime) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        engine.ready().whenComplete((ignored, failure) -> {
            if (failure == null) {
                ready.complete(null);
            } else {
                ready.completeExceptionally(failure);
            }
        });
        runtime.halted().thenAccept(halt -> {
            if (!Removal.isReasonOf(halt)) {
                ready.completeExceptionally(
                        new IllegalStateException(halt.reason(), halt.cause().orElse(null)));
            } else if (ready.completeExceptionally(new RemovedMemberException())) {
                Removal.log();
            }
        });
        try {
            ready.get();
        } catch (ExecutionException failure) {
            throw Contexts.asComponentException("the member cannot start", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", interrupted);
        }
    }

    private void onHalt(ThreadedNodeRuntime.Halt halt) {
        if (closed) {
            return; // What fails while everything is being closed breaks no promise.
        }
        if (Removal.isReasonOf(halt)) {
            Removal.log();
        } else {
            LOG.atError()
                    .setCause(halt.cause().orElse(null))
                    .addKeyValue("reason", halt.reason())
                    .log("this member stops because it cannot keep its promises");
        }
        close();
    }

    /** Completes when the node stopped by itself. */
    public CompletionStage<ThreadedNodeRuntime.Halt> halted() {
        return runtime.halted();
    }

    /** Whether it stopped because its cluster has removed it. */
    public boolean removed() {
        CompletableFuture<ThreadedNodeRuntime.Halt> halt = runtime.halted().toCompletableFuture();
        return halt.isDone() && Removal.isReasonOf(halt.join());
    }

    /** Where clients connect; ports given as 0 are resolved. */
    public List<SocketAddress> clientAddresses() {
        return clients.boundAddresses();
    }

    /** Who this member is. */
    public NodeIdentity identity() {
        return identity;
    }

    /** Refuses new calls, drains those under way, and stops everything in reverse order. May be repeated; blocks. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            resources.close();
        }
    }
}

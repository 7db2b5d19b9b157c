package io.kvorum.engine;

import io.kvorum.api.Cluster;
import io.kvorum.api.Header;
import io.kvorum.api.Kv;
import io.kvorum.api.Lease;
import io.kvorum.api.Maintenance;
import io.kvorum.api.NodeHealth;
import io.kvorum.api.Services;
import io.kvorum.api.Watch;
import io.kvorum.api.etcdserverpb.LeaseRevokeRequest;
import io.kvorum.engine.admission.Proposals;
import io.kvorum.engine.admission.SpaceCheck;
import io.kvorum.engine.apply.Applier;
import io.kvorum.engine.apply.ApplyListener;
import io.kvorum.engine.cluster.ClusterMeters;
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.engine.cluster.OwnRemoval;
import io.kvorum.engine.cluster.SelfPublication;
import io.kvorum.engine.cluster.TimeoutReasons;
import io.kvorum.engine.cluster.VersionDecision;
import io.kvorum.engine.command.Command;
import io.kvorum.engine.command.Operation;
import io.kvorum.engine.lease.LeaseAnswers;
import io.kvorum.engine.lease.LeaseAuthority;
import io.kvorum.engine.lease.LeaseClock;
import io.kvorum.engine.lease.LeaseReads;
import io.kvorum.engine.lease.LeaseRules;
import io.kvorum.engine.lease.LeaseTable;
import io.kvorum.engine.maintenance.BackendHash;
import io.kvorum.engine.maintenance.LeaderTransfer;
import io.kvorum.engine.maintenance.MemberStatus;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.engine.read.ReadGate;
import io.kvorum.engine.read.ReadLanes;
import io.kvorum.engine.snapshot.SpoolFiles;
import io.kvorum.engine.txn.TxnExecutor;
import io.kvorum.engine.watch.WatchGuard;
import io.kvorum.engine.watch.WatchHub;
import io.kvorum.engine.watch.WatchLimits;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.StorageBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One node's replicated key-value store: the machine for consensus to drive, and the services for transports to call.
 *
 * <p>Life: construct (reads the state back, blocks), {@link #start}, {@link #close}; from one thread. Between
 * {@code start} and {@code close} the {@link #services()} may be called from any thread.
 */
public final class Engine {
    private static final int APPLY_CAPACITY = 10_000;
    private static final int GATE_CAPACITY = 10_000;

    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final Lane applyLane;
    private final MvccStore store;
    private final LeaseTable leases;
    private final LeaseClock leaseClock;
    private final TxnExecutor transactions;
    private final ClusterState cluster = new ClusterState();
    private final ClusterMeters clusterMeters;
    private final OwnRemoval ownRemoval;
    private final LeaderView leader;
    private final TimeoutReasons timeouts;
    private final Proposals proposals;
    private final SpaceCheck space;
    private final ReadLanes readLanes;
    private final Applier applier;
    private final WatchHub watch;
    private final SelfPublication publication;
    private final VersionDecision versionDecision;
    private final Supplier<Header> header;
    private final StorageBackend backend;
    private final PeerServices peerServices;
    private Services services;
    private ReadGate gate;
    private ReadGate leaseGate;

    /**
     * Reads the state back from the backend.
     *
     * @param backend opened with {@link #keyspaces()}; stays the caller's to close, after {@link #close()}
     * @param spools where snapshots are written and received
     * @param peers not started yet: the engine's channels are made here; stays the caller's to start and to close
     */
    public Engine(
            EngineConfig config, NodeRuntime runtime, StorageBackend backend, SpoolFiles spools, PeerTransport peers) {
        this.config = config;
        this.runtime = runtime;
        this.backend = backend;
        this.applyLane = runtime.lane("apply", APPLY_CAPACITY);
        this.clusterMeters = new ClusterMeters(config, runtime.metrics(), cluster);
        this.leader = new LeaderView(config.memberId());
        this.ownRemoval = new OwnRemoval(config.memberId(), runtime, applyLane, cluster, leader);
        this.header = () -> new Header(config.clusterId(), config.memberId().value(), 0, leader.term());
        this.store = new MvccStore(backend, runtime.metrics(), config.rowCacheBytes());
        this.timeouts = new TimeoutReasons(config, runtime.clock(), leader, cluster, peers);
        this.proposals = new Proposals(config, runtime, this::publishedIndex, leader::isKnown, timeouts::of);
        this.leaseClock =
                new LeaseClock(runtime, config.electionTimeout(), config.requestTimeout(), this::proposeExpiry);
        this.leases = new LeaseTable(runtime.metrics(), leaseClock);
        this.transactions = new TxnExecutor(store, leases);
        this.space = new SpaceCheck(config, runtime, backend, proposals);
        this.readLanes = new ReadLanes(runtime);
        this.applier = new Applier(
                config,
                runtime,
                applyLane,
                backend,
                keyspaces(),
                store,
                leases,
                transactions,
                cluster,
                leader,
                proposals,
                space,
                readLanes,
                spools,
                header);
        this.watch = new WatchHub(
                runtime,
                store,
                header,
                () -> cluster.view().isLearner(config.memberId()),
                leader::isKnown,
                WatchGuard.NONE,
                WatchLimits.of(config.requestBytesMax(), config.watchProgressInterval()));
        this.publication = new SelfPublication(config, runtime, applyLane, cluster, leader, proposals);
        this.versionDecision = new VersionDecision(config, runtime, applyLane, cluster, peers, proposals);
        this.peerServices = new PeerServices(config, runtime, applyLane, peers, cluster, leader);
        applier.restore();
        clusterMeters.onProgress();
    }

    /** What the backend must be opened with. */
    public static List<Keyspace> keyspaces() {
        List<Keyspace> keyspaces = new ArrayList<>(MvccStore.keyspaces());
        keyspaces.addAll(LeaseTable.keyspaces());
        keyspaces.add(ClusterState.KEYSPACE);
        return List.copyOf(keyspaces);
    }

    /** Largest record that this engine's commands need, in bytes. */
    public static long commandBytesMax(int requestBytesMax) {
        return (long) requestBytesMax + Command.overheadBytes(0);
    }

    /** What consensus drives. */
    public ReplicatedStateMachine machine() {
        return applier;
    }

    /** Starts consensus on this engine's machine. Once. */
    public void start(Consensus consensus) {
        gate = readGate("read-gate", consensus, config.requestTimeout());
        leaseGate = readGate("lease-gate", consensus, Duration.ofSeconds(1));
        peerServices.start(consensus, gate);
        services = services(consensus);
        applier.listen(new Progress());
        proposals.start(consensus, runtime.lane("sweep", 16));
        space.start(applyLane);
        ownRemoval.onProgress();
        versionDecision.onProgress();
        consensus.start(applier);
        watchLeader();
    }

    private Services services(Consensus consensus) {
        LeaderStanding standing =
                new LeaderStanding(leader, consensus, runtime.clock(), config.heartbeatInterval(), gate, leaseGate);
        LeaseAuthority leaseAuthority =
                peerServices.leases(standing, new LeaseAnswers(leases, leaseClock, standing, this::publishedHeader));
        CallGate calls = new CallGate(config.memberId(), cluster, leader);
        return Services.builder()
                .add(
                        Kv.class,
                        new KvService(config, calls, proposals, space, gate, readLanes, store, transactions, header))
                .add(
                        Lease.class,
                        new LeaseService(
                                calls,
                                proposals,
                                space,
                                LeaseRules.of(config.heartbeatInterval(), config.electionTimeout()),
                                new LeaseReads(leases, leaseClock, leaseAuthority, this::publishedHeader),
                                runtime.secureRandom()))
                .add(Watch.class, watch)
                .add(
                        Cluster.class,
                        new ClusterService(calls, cluster, peerServices.changes(), gate, runtime.clock(), header))
                .add(Maintenance.class, maintenance(consensus, calls))
                .add(NodeHealth.class, new NodeHealthService(config, cluster, leader))
                .build();
    }

    private Maintenance maintenance(Consensus consensus, CallGate calls) {
        return new MaintenanceService(
                calls,
                proposals,
                new MemberStatus(config, consensus, cluster, leader, backend, this::publishedIndex),
                new LeaderTransfer(config, runtime, applyLane, consensus, cluster, leader),
                store,
                backend,
                new BackendHash(applyLane, backend, keyspaces(), readLanes),
                readLanes,
                this::publishedHeader);
    }

    /**
     * Whether the cluster has removed this member (R278), as far as this member knows; it never comes back. Known before
     * {@link #start} if an earlier life applied it. Any thread.
     */
    public boolean isRemoved() {
        return ownRemoval.isApplied();
    }

    /** Completes when the cluster knows this member as started: clients may be served (R394). */
    public CompletionStage<Void> ready() {
        return publication.published();
    }

    /** What transports call. After {@link #start}. */
    public Services services() {
        return services;
    }

    /** Ends streams and refuses who waits; consensus is closed next, then the backend. */
    public void close() {
        watch.shutdown();
        leaseClock.follow();
        proposals.stop();
        peerServices.stop();
        applier.close();
        if (gate != null) {
            gate.close();
            leaseGate.close();
        }
    }

    private ReadGate readGate(String lane, Consensus consensus, Duration timeout) {
        return new ReadGate(runtime, runtime.lane(lane, GATE_CAPACITY), consensus, this::publishedIndex, timeout);
    }

    private long publishedIndex() {
        return applier.publishedIndex();
    }

    private Header publishedHeader() {
        return header.get().withRevision(store.publishedRevision());
    }

    private void proposeExpiry(long lease, long term) {
        proposals.proposeInternal(
                Operation.LEASE_REVOKE,
                LeaseRevokeRequest.newBuilder().setID(lease).build(),
                term);
    }

    /** Tells the watch side once per election timeout whether a leader is known (R188). */
    private void watchLeader() {
        runtime.schedule(applyLane, config.electionTimeout(), () -> {
            watch.leaderState(leader.isKnown());
            watchLeader();
        });
    }

    /** Spreads the machine's progress to those who wait for it. Apply lane. */
    private final class Progress implements ApplyListener {
        @Override
        public void onApplied(List<RevisionChanges> changes) {
            gate.onApplied();
            leaseGate.onApplied();
            if (!changes.isEmpty()) {
                watch.publish(changes);
            }
            clusterMeters.onProgress();
            publication.onProgress();
            versionDecision.onProgress();
        }

        @Override
        public void onMembershipApplied(Bytes context) {
            ownRemoval.onProgress();
            peerServices.onMembershipApplied(context);
        }

        @Override
        public void onReset() {
            gate.onApplied();
            leaseGate.onApplied();
            peerServices.onReset();
            ownRemoval.onProgress();
            clusterMeters.onProgress();
            publication.onProgress();
            versionDecision.onProgress();
            watch.onReset();
        }

        @Override
        public void onLeaderChanged() {
            if (!leader.isSelf()) {
                leaseClock.follow();
                versionDecision.onFollowing();
            }
            timeouts.onLeaderChanged();
            if (leader.isKnown()) {
                // Without a leader reads go on asking: there may be one in time (R37).
                gate.onLeaderChanged();
                leaseGate.onLeaderChanged();
            }
            proposals.onLeaderChanged();
            peerServices.onLeaderChanged();
            publication.onProgress();
        }

        @Override
        public void onLeading(long term) {
            leaseClock.lead(term);
            versionDecision.onLeading(term);
        }
    }
}

package io.kvorum.engine.apply;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.admission.Outcomes;
import io.kvorum.engine.admission.Pending;
import io.kvorum.engine.admission.Proposals;
import io.kvorum.engine.admission.SpaceCheck;
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.engine.command.Command;
import io.kvorum.engine.command.Operation;
import io.kvorum.engine.lease.LeaseTable;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.mvcc.RestoredHistory;
import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.engine.read.ReadLanes;
import io.kvorum.engine.snapshot.Snapshots;
import io.kvorum.engine.snapshot.SpoolFiles;
import io.kvorum.engine.txn.TxnExecutor;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine that consensus drives. A drained list of entries becomes one storage batch, which also says how far it
 * goes; then the new revision is published, then the callers get their answers, then the watchers their events.
 */
public final class Applier implements ReplicatedStateMachine {
    private static final Logger LOGGER = LoggerFactory.getLogger(Applier.class);

    private final NodeRuntime runtime;
    private final Lane lane;
    private final StorageBackend backend;
    private final MvccStore store;
    private final LeaseTable leases;
    private final ClusterState cluster;
    private final LeaderView leader;
    private final Proposals proposals;
    private final SpaceCheck space;
    private final CommandExecutor executor;
    private final Durability durability;
    private final ApplyMeters meters;
    private final CompactionRunner compactions;
    private final Snapshots snapshots;
    private final Outcomes outcomes = new Outcomes();
    private final WriteBatch batch = new WriteBatch();
    private final List<Bytes> membershipContexts = new ArrayList<>();

    private AppliedRow applied = AppliedRow.NONE;
    private volatile long publishedIndex;
    private ApplyListener listener = ApplyListener.NONE;

    public Applier(
            EngineConfig config,
            NodeRuntime runtime,
            Lane lane,
            StorageBackend backend,
            List<Keyspace> keyspaces,
            MvccStore store,
            LeaseTable leases,
            TxnExecutor transactions,
            ClusterState cluster,
            LeaderView leader,
            Proposals proposals,
            SpaceCheck space,
            ReadLanes readLanes,
            SpoolFiles spools,
            Supplier<Header> header) {
        this.runtime = runtime;
        this.lane = lane;
        this.backend = backend;
        this.store = store;
        this.leases = leases;
        this.cluster = cluster;
        this.leader = leader;
        this.proposals = proposals;
        this.space = space;
        this.executor = new CommandExecutor(store, leases, cluster, transactions, header);
        this.durability = new Durability(runtime, lane, backend, () -> applied.index());
        this.meters = new ApplyMeters(runtime, config.slowApply(), this::publishedIndex);
        this.compactions = new CompactionRunner(config, runtime, lane, backend, store, readLanes, durability);
        this.snapshots = new Snapshots(spools, keyspaces, runtime, runtime.lane("snapshot", 16), lane, this::load);
    }

    /** Reads the state back. Before anything else, on the thread that makes the engine. */
    public void restore() {
        restore(RestoredHistory.of(backend));
    }

    private void restore(RestoredHistory history) {
        applied = AppliedRow.read(backend);
        cluster.restore(backend);
        leases.restore(backend);
        store.restore(history, (key, lease) -> {
            if (!leases.reattach(key, lease)) {
                LOGGER.warn("a stored key names lease {}, which does not exist", Long.toHexString(lease));
            }
        });
        publishedIndex = applied.index();
    }

    /** Ends the writing of snapshots. Any thread. */
    public void close() {
        snapshots.close();
    }

    /** Names the one who hears of progress. Before consensus starts. */
    public void listen(ApplyListener newListener) {
        listener = newListener;
    }

    /** How far everything is applied and published. Any thread. */
    public long publishedIndex() {
        return publishedIndex;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public AppliedState applied() {
        return new AppliedState(applied.index(), applied.term(), cluster.membership());
    }

    @Override
    public void apply(List<CommittedEntry> entries) {
        lane.requireCurrent();
        long begun = meters.begin();
        batch.clear();
        for (int i = 0; i < entries.size(); i++) {
            applyEntry(entries.get(i));
        }
        store.drainInto(batch);
        leases.writeTo(batch);
        applied.write(batch);
        backend.apply(batch);
        space.noteWritten(batch.bytes());
        store.publish();
        publishedIndex = applied.index();
        outcomes.deliver();
        List<RevisionChanges> changes = executor.takeChanges();
        leases.afterPublication();
        compactions.onPublished();
        membershipContexts.forEach(listener::onMembershipApplied);
        membershipContexts.clear();
        listener.onApplied(changes);
        meters.end(begun, entries.size(), publishedIndex);
    }

    private void applyEntry(CommittedEntry entry) {
        if (entry.index() != applied.index() + 1) {
            throw new IllegalStateException(
                    "entry " + entry.index() + " was delivered after entry " + applied.index() + " (CON-2)");
        }
        long wall = applied.wallMilliseconds();
        if (entry instanceof CommittedEntry.Command command) {
            wall = Math.max(wall, applyCommand(command));
        } else if (entry instanceof CommittedEntry.MembershipChanged change) {
            cluster.applyMembership(change.membership(), batch);
            membershipContexts.add(change.context());
        }
        applied = new AppliedRow(entry.index(), entry.term(), wall);
    }

    private long applyCommand(CommittedEntry.Command entry) {
        Command command = Command.decode(entry.payload());
        Pending pending = proposals.take(command);
        if (command.decidedTerm() != 0 && command.decidedTerm() != entry.term()) {
            // Decided by a leader that was none any more when this entered the log (CON-10).
            return command.wallMilliseconds();
        }
        Object outcome = executor.execute(command, pending == null ? null : pending.request(), batch);
        if (pending != null) {
            answer(pending, command.operation(), outcome);
        }
        return command.wallMilliseconds();
    }

    private void answer(Pending pending, Operation operation, Object outcome) {
        if (operation == Operation.COMPACT
                && ((CompactionRequest) pending.request()).getPhysical()
                && compactions.isRunning()) {
            compactions.await(pending, outcome);
        } else if (!(outcome instanceof KvorumException) && isOverQuota(pending, operation)) {
            // The write has taken effect on every member; only this caller hears that it was one too many (R306).
            outcomes.add(pending, new KvorumException(ErrorCode.NO_SPACE));
        } else {
            outcomes.add(pending, outcome);
        }
    }

    private boolean isOverQuota(Pending pending, Operation operation) {
        return switch (operation) {
            case PUT -> space.isExceededBy(SpaceCheck.cost((PutRequest) pending.request()));
            case TXN -> {
                TxnRequest request = (TxnRequest) pending.request();
                yield SpaceCheck.putsSomething(request) && space.isExceededBy(SpaceCheck.cost(request));
            }
            case LEASE_GRANT -> space.isExceededBy(SpaceCheck.leaseCost());
            default -> false;
        };
    }

    @Override
    public CompletionStage<Long> makeDurable() {
        return durability.request();
    }

    @Override
    public CompletionStage<SnapshotSource> snapshot() {
        return snapshots.write(backend.snapshot(), applied());
    }

    @Override
    public SnapshotSink beginInstall(SnapshotMeta meta) {
        return snapshots.beginInstall(meta);
    }

    /**
     * Writes all rows beside the present ones, and builds beside the present state what is derived from them: both serve
     * until the rows are installed. The snapshot lane's.
     */
    private LoadedRows load(SortedRows rows) {
        meters.installing(true);
        RestoredHistory history = new RestoredHistory();
        LoadedRows loaded = backend.load(history.noting(rows));
        return new LoadedRows() {
            @Override
            public void install() {
                replaceState(loaded, history);
            }

            @Override
            public void close() {
                meters.installing(false);
                loaded.close();
            }
        };
    }

    private void replaceState(LoadedRows loaded, RestoredHistory history) {
        lane.requireCurrent();
        store.beginReplacement();
        try {
            loaded.install();
            restore(history);
        } catch (RuntimeException failure) {
            runtime.halt("a snapshot of another member could not be installed", failure);
            throw failure;
        } finally {
            store.endReplacement();
        }
        listener.onReset();
    }

    @Override
    public void onLeaderChanged(Optional<MemberId> newLeader, long term) {
        leader.update(newLeader, term);
        listener.onLeaderChanged();
    }

    @Override
    public void onLeading(long term) {
        listener.onLeading(term);
    }
}

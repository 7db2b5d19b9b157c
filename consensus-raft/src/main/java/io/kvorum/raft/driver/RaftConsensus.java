package io.kvorum.raft.driver;

import io.kvorum.raft.core.CoreSettings;
import io.kvorum.raft.core.RaftCore;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WriteAheadLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Raft as a {@link Consensus}: what other threads ask goes to the raft lane through bounded mailboxes. When one is full a
 * proposal, read or change is refused as {@link ProposalFailure.Overloaded}, and a message of a member is dropped, as a
 * network might drop it.
 */
public final class RaftConsensus implements Consensus {
    private static final int LANE_TASKS = 1024;
    private static final int PROPOSALS_MAX = 8192;
    private static final int REQUESTS_MAX = 4096;

    private final RaftSettings settings;
    private final ConsensusContext context;
    private final NodeRuntime runtime;
    private final Lane raftLane;
    private final Signal raftSignal;
    private final RaftStatus status = new RaftStatus();
    private final RaftMetrics metrics;
    private final Mailbox<Mail.Proposal> proposals = new Mailbox<>(PROPOSALS_MAX);
    private final Mailbox<Mail> requests = new Mailbox<>(REQUESTS_MAX);
    private volatile Parts parts;
    private volatile boolean closed;

    /** What exists from {@code start} on. */
    private record Parts(RaftLoop loop, LogWriter writer, Applier applier, LogFetcher fetcher, long commandBytesMax) {}

    public RaftConsensus(RaftSettings settings, ConsensusContext context) {
        this.settings = settings;
        this.context = context;
        this.runtime = context.runtime();
        this.metrics = new RaftMetrics(runtime.metrics(), status);
        this.raftLane = runtime.lane("raft", LANE_TASKS);
        this.raftSignal = raftLane.signal(this::work);
    }

    @Override
    public void start(ReplicatedStateMachine machine) {
        if (parts != null || closed) {
            throw new IllegalStateException("consensus is started once");
        }
        AppliedState applied = machine.applied();
        LogReplay replay = new LogReplay(applied);
        WriteAheadLog log = context.log().open(replay);
        try {
            RaftCore core = recover(replay, log);
            begin(machine, applied, replay, log, core);
        } catch (RuntimeException failure) {
            log.close();
            throw failure;
        }
    }

    private RaftCore recover(LogReplay replay, WriteAheadLog log) {
        int ticks = settings.electionTicks();
        Optional<SnapshotMeta> installed = replay.installed();
        RaftCore core = new RaftCore(
                CoreSettings.standard(ticks, settings.preVote(), settings.electionTickAdvance()),
                context.memberId(),
                // Above that of any earlier life: each has made at least one record durable before it mattered.
                log.appendedLsn() + 1,
                runtime.random("raft-election"),
                replay.recovered());
        installed.ifPresent(core::foundInstalled);
        Bootstrap bootstrap = context.bootstrap();
        if (replay.empty()) {
            if (bootstrap instanceof Bootstrap.New founding) {
                core.bootstrap(founding.membership());
            } else if (!(bootstrap instanceof Bootstrap.Join)) {
                throw new ComponentException(
                        "the write-ahead log is empty, but this member is not new: its log was lost or moved. "
                                + "Restore it, or remove the member from its cluster and add a new one");
            }
        } else if (bootstrap instanceof Bootstrap.ForceNew) {
            core.forceNew();
        }
        return core;
    }

    private void begin(
            ReplicatedStateMachine machine, AppliedState applied, LogReplay replay, WriteAheadLog log, RaftCore core) {
        Lane walLane = runtime.lane("wal", LANE_TASKS);
        Lane readLane = runtime.lane("wal-read", LANE_TASKS);
        LogWriter writer = new LogWriter(
                runtime,
                walLane,
                log,
                replay.index(),
                replay.hardState(),
                settings.catchUpEntries(),
                metrics,
                raftSignal);
        Applier applier = new Applier(
                runtime, machine, applied.index(), settings.snapshotCount(), raftSignal, writer::machineIsDurable);
        LogFetcher fetcher = new LogFetcher(
                runtime,
                walLane,
                readLane,
                replay.index(),
                log,
                (follower, entries) -> runtime.schedule(
                        raftLane, Duration.ZERO, () -> parts.loop().fetched(follower, entries)));
        Peers peers = new Peers(context.memberId(), context.peers(), runtime.clock(), fetcher, this::acceptMessage);
        RaftLoop loop = new RaftLoop(
                runtime,
                raftLane,
                core,
                machine,
                writer,
                applier,
                peers,
                status,
                metrics,
                proposals,
                requests,
                raftSignal,
                settings);
        peers.begin(knownMembers(core));
        long commandBytesMax = log.limits().recordBytesMax() - LogRecords.ENTRY_HEADER_BYTES;
        parts = new Parts(loop, writer, applier, fetcher, commandBytesMax);
        metrics.queue("proposals_waiting", "Proposals that wait for the raft lane.", proposals::size);
        metrics.queue("requests_waiting", "Messages and requests that wait for the raft lane.", requests::size);
        metrics.queue("batches_waiting", "Batches that wait to be written to the log.", writer::waiting);
        metrics.queue("entries_waiting", "Committed entries that wait for the apply lane.", applier::waiting);
        metrics.queue("promises_waiting", "Votes and acknowledgements that wait for the log.", loop::promisesHeld);
        log.onSpace(state -> loop.setLogLacksSpace(state == SpaceState.LOW));
        applier.start();
        if (!raftLane.offer(loop::start)) {
            throw new IllegalStateException("lane " + raftLane.name() + " takes no task at start");
        }
        scheduleTick(loop);
    }

    /** Whom to talk to before anything was committed: for a joining member only its bootstrap knows. */
    private Membership knownMembers(RaftCore core) {
        return context.bootstrap() instanceof Bootstrap.Join join
                        && core.membership().members().isEmpty()
                ? join.known()
                : core.membership();
    }

    private void scheduleTick(RaftLoop loop) {
        runtime.schedule(raftLane, Duration.ofMillis(settings.heartbeatMilliseconds()), () -> {
            if (!closed) {
                loop.tick();
                scheduleTick(loop);
            }
        });
    }

    private void work() {
        Parts started = parts;
        if (started != null) {
            started.loop().work();
        }
    }

    private boolean acceptMessage(Mail mail) {
        boolean taken = request(mail);
        if (!taken) {
            metrics.droppedMessages.increment();
        }
        return taken;
    }

    private boolean request(Mail mail) {
        if (closed || !requests.offer(mail)) {
            return false;
        }
        raftSignal.raise();
        return true;
    }

    @Override
    public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
        Parts started = parts;
        ProposalFailure failure = null;
        if (closed || started == null) {
            failure = new ProposalFailure.NotLeader(Optional.empty());
        } else if (command.length() > started.commandBytesMax()) {
            failure = new ProposalFailure.Dropped("a command of " + command.length()
                    + " bytes does not fit into a record of the log; at most " + started.commandBytesMax() + " do");
        } else if (!proposals.offer(new Mail.Proposal(command, kind, onFailure))) {
            failure = new ProposalFailure.Overloaded();
        }
        if (failure == null) {
            raftSignal.raise();
        } else {
            metrics.failedProposals.increment();
            onFailure.accept(failure);
        }
    }

    @Override
    public CompletionStage<Long> readIndex() {
        long alone = closed ? RaftStatus.NONE : status.readIndexAlone();
        if (alone != RaftStatus.NONE) {
            return CompletableFuture.completedFuture(alone);
        }
        CompletableFuture<Long> answer = new CompletableFuture<>();
        if (!request(new Mail.Read(answer))) {
            answer.completeExceptionally(new ConsensusException(refusal()));
        }
        return answer;
    }

    @Override
    public void changeMembership(MembershipChange change, Bytes changeContext, Consumer<ProposalFailure> onFailure) {
        if (!request(new Mail.Change(change, changeContext, onFailure))) {
            onFailure.accept(refusal());
        }
    }

    @Override
    public CompletionStage<Void> transferLeadership(MemberId to) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (!request(new Mail.Transfer(to, answer))) {
            answer.completeExceptionally(new ConsensusException(refusal()));
        }
        return answer;
    }

    private ProposalFailure refusal() {
        return closed ? new ProposalFailure.NotLeader(Optional.empty()) : new ProposalFailure.Overloaded();
    }

    @Override
    public ConsensusStatus status() {
        return status.toStatus();
    }

    @Override
    public List<String> troubles() {
        return status.troubles().describe();
    }

    @Override
    public void close() {
        closed = true;
        Parts started = parts;
        if (started != null) {
            started.loop().stop();
            started.applier().stop();
            started.fetcher().stop();
            started.writer().close();
        }
    }
}

package io.kvorum.raft.driver;

import io.kvorum.raft.core.Envelope;
import io.kvorum.raft.core.LeaderView;
import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.core.ProposalOutcome;
import io.kvorum.raft.core.RaftCore;
import io.kvorum.raft.core.ReadState;
import io.kvorum.raft.core.Ready;
import io.kvorum.raft.core.RefusedForward;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the core, on the raft lane: takes what others ask in batches, and has done what {@link Ready} says, in the order
 * that its documentation demands.
 */
final class RaftLoop {
    private static final Logger LOG = LoggerFactory.getLogger(RaftLoop.class);
    private static final int BATCH_MAIL_MAX = 4096;

    private final RaftCore core;
    private final LogWriter writer;
    private final Applier applier;
    private final Peers peers;
    private final RaftStatus status;
    private final RaftMetrics metrics;
    private final Mailbox<Mail.Proposal> proposals;
    private final Mailbox<Mail> requests;
    private final Signal signal;

    private final PendingProposals pendingProposals = new PendingProposals();
    private final PendingReads pendingReads;
    private final SnapshotExchange snapshots;
    private final QuorumClock quorum = new QuorumClock();
    private final LeaderWatch watch;
    private final LogWatch logWatch;
    private final FollowerWatch followerWatch;
    private final Clock clock;
    private final HeldPromises promises;
    private final LeadershipTransfer transfer;
    private final long lateTickNanoseconds;
    private long lastTick;
    private long givenSequence;
    private long storedSequence;
    private long releasedIndex;
    private volatile boolean logLacksSpace;
    private boolean ended;
    private volatile boolean stopped;

    RaftLoop(
            NodeRuntime runtime,
            Lane lane,
            RaftCore core,
            ReplicatedStateMachine machine,
            LogWriter writer,
            Applier applier,
            Peers peers,
            RaftStatus status,
            RaftMetrics metrics,
            Mailbox<Mail.Proposal> proposals,
            Mailbox<Mail> requests,
            Signal signal,
            RaftSettings settings) {
        this.core = core;
        this.writer = writer;
        this.applier = applier;
        this.peers = peers;
        this.status = status;
        this.metrics = metrics;
        this.proposals = proposals;
        this.requests = requests;
        this.signal = signal;
        this.releasedIndex = writer.releasedIndex();
        this.clock = runtime.clock();
        this.promises = new HeldPromises(metrics);
        this.transfer = new LeadershipTransfer(core);
        this.watch = new LeaderWatch(core, settings.electionTicks());
        this.lateTickNanoseconds = 2 * settings.heartbeatMilliseconds() * 1_000_000;
        this.lastTick = clock.nanoseconds();
        this.logWatch = new LogWatch(settings.electionTicks());
        this.followerWatch = new FollowerWatch(settings.electionTicks(), settings.catchUpEntries());
        this.pendingReads = new PendingReads(runtime.random("raft-reads").nextLong());
        this.snapshots = new SnapshotExchange(runtime, lane, core, machine, applier, writer, peers, this::work);
    }

    /** First work of the lane. */
    void start() {
        core.start();
        work();
    }

    void tick() {
        if (!stopped) {
            core.tick();
            work();
            watch.tick();
            lookForTroubles();
        }
    }

    /** Entries were read from the log for a follower. */
    void fetched(MemberId follower, List<LogEntry> entries) {
        if (!stopped) {
            core.fetched(follower, entries);
            work();
        }
    }

    private void lookForTroubles() {
        boolean leads = core.leaderView().role() == ConsensusStatus.Role.LEADER;
        long now = clock.nanoseconds();
        if (leads && now - lastTick > lateTickNanoseconds) {
            metrics.lateHeartbeats.increment();
        }
        lastTick = now;
        List<ConsensusStatus.Peer> followers = peers.view(core);
        status.publishPeers(followers);
        logWatch.tick(logLacksSpace, givenSequence, storedSequence, leads && !followers.isEmpty());
        followerWatch.tick(followers, core.lastIndex());
        status.publishTick(new Troubles(
                logWatch.lacksSpace(), logWatch.stalled(), followerWatch.silent(), followerWatch.behind()));
    }

    private void publishPeers() {
        status.publishPeers(peers.view(core));
    }

    /** Votes and acknowledgements that wait for the log. Any thread. */
    int promisesHeld() {
        return promises.size();
    }

    /** Any thread. */
    void setLogLacksSpace(boolean lacks) {
        logLacksSpace = lacks;
        signal.raise();
    }

    /** Any thread: the lane fails whatever waits, and does nothing any more. */
    void stop() {
        stopped = true;
        snapshots.stop();
        signal.raise();
    }

    /** One turn of the lane: everything that is new, then everything that follows. */
    void work() {
        if (stopped) {
            end();
            return;
        }
        long turnBegan = clock.nanoseconds();
        takePositions();
        takeRequests();
        takeProposals();
        if (pendingReads.mayBegin()) {
            core.readIndex(pendingReads.begin());
        }
        for (Optional<Ready> ready = takeReady(); ready.isPresent(); ready = takeReady()) {
            quorum.roundsBegan(core, turnBegan);
            carryOut(ready.get());
        }
        status.publishQuorum(quorum.lastQuorum(core));
        // After sending: the last answer to a leader that was removed must still reach it.
        peers.membershipChanged(core.peers(), core.leaderView().leader());
        if (!proposals.isEmpty() || !requests.isEmpty() || pendingReads.mayBegin()) {
            signal.raise();
        }
    }

    private Optional<Ready> takeReady() {
        Optional<Ready> ready = core.takeReady(writer.hasRoom(), applier.room());
        status.publish(core);
        return ready;
    }

    private void takePositions() {
        long stored = writer.durableSequence();
        if (stored != storedSequence) {
            storedSequence = stored;
            core.stored(stored);
            for (List<Envelope> due = promises.release(stored); !due.isEmpty(); due = promises.release(stored)) {
                peers.send(due);
            }
        }
        long released = writer.releasedIndex();
        if (released != releasedIndex) {
            releasedIndex = released;
            core.released(released);
        }
        core.logLacksSpace(logLacksSpace);
        if (logLacksSpace) {
            snapshots.yieldSpace();
        }
    }

    private void takeRequests() {
        for (int taken = 0; taken < BATCH_MAIL_MAX; taken++) {
            Mail mail = requests.poll();
            if (mail == null) {
                return;
            }
            if (mail instanceof Mail.Incoming incoming) {
                peers.noteContact(incoming.from());
                core.receive(incoming.from(), incoming.message());
            } else if (mail instanceof Mail.Read read) {
                pendingReads.add(read.answer());
            } else if (mail instanceof Mail.Offer offer) {
                snapshots.offered(offer);
            } else if (mail instanceof Mail.Change change) {
                core.changeMembership(change.change(), change.context())
                        .ifPresent(failure -> change.onFailure().accept(failure));
            } else if (mail instanceof Mail.Transfer request) {
                transfer.begin(request);
            } else {
                throw new IllegalStateException("proposals have a mailbox of their own: " + mail);
            }
        }
    }

    private void takeProposals() {
        for (int taken = 0; taken < BATCH_MAIL_MAX; taken++) {
            Mail.Proposal proposal = proposals.poll();
            if (proposal == null) {
                return;
            }
            ProposalOutcome outcome = core.propose(proposal.command(), proposal.kind());
            if (outcome instanceof ProposalOutcome.Appended appended) {
                pendingProposals.appended(appended.index(), appended.term(), proposal.onFailure());
            } else if (outcome instanceof ProposalOutcome.Forwarded forwarded) {
                pendingProposals.forwarded(forwarded.sequence(), proposal.onFailure());
            } else if (outcome instanceof ProposalOutcome.Refused refused) {
                metrics.failedProposals.increment();
                proposal.onFailure().accept(refused.failure());
            }
        }
    }

    private void carryOut(Ready ready) {
        if (ready.stores()) {
            givenSequence = ready.sequence();
            writer.store(
                    new StoreBatch(ready.sequence(), ready.hardState().orElseThrow(), ready.entries(), ready.note()));
        }
        peers.send(ready.messages());
        if (!ready.promises().isEmpty()) {
            if (ready.promisesAfter() == 0) {
                peers.send(ready.promises());
            } else {
                promises.hold(ready.promisesAfter(), ready.promises());
            }
        }
        ready.steppedDown().ifPresent(reason -> {
            watch.steppedDown(reason);
            logWatch.steppedDown(reason);
        });
        ready.leadership().ifPresent(this::leadershipChanged);
        if (!ready.committed().isEmpty()) {
            handOut(ready.committed());
        }
        for (ReadState read : ready.reads()) {
            pendingReads.answered(read);
        }
        ready.failedReads().forEach(pendingReads::failed);
        for (RefusedForward refusal : ready.refused()) {
            metrics.failedProposals.add(pendingProposals.refused(refusal));
        }
        ready.fetches().forEach(peers::fetch);
        snapshots.carryOut(ready);
        transfer.watch();
    }

    private void handOut(List<LogEntry> entries) {
        entries.forEach(pendingProposals::committed);
        applier.apply(entries);
    }

    private void leadershipChanged(LeaderView view) {
        LeaderView before = status.view();
        status.publishView(view);
        if (!view.leader().equals(before.leader())) {
            LOG.info(
                    "term {}: {}, this member is {}",
                    view.term(),
                    view.leader().map(id -> "member " + id + " leads").orElse("no leader"),
                    view.role());
            if (view.leader().isPresent()) {
                metrics.leaderChanges.increment();
            }
        }
        boolean ledBefore = before.role() == ConsensusStatus.Role.LEADER;
        if (ledBefore && (view.role() != ConsensusStatus.Role.LEADER || view.term() != before.term())) {
            pendingProposals.fateUnknown("this member leads no more");
        }
        publishPeers();
        applier.leaderChanged(view);
    }

    /** A leader goes without making the others wait for a timeout, if one of them has all it has. */
    private void end() {
        if (!ended) {
            ended = true;
            core.handOver();
            core.takeReady(false, 0).ifPresent(ready -> peers.send(ready.messages()));
        }
        failAll();
    }

    private void failAll() {
        ProposalFailure.Unknown closing = new ProposalFailure.Unknown("this member stops");
        pendingProposals.fateUnknown(closing.reason());
        pendingReads.failAll();
        for (Mail.Proposal left = proposals.poll(); left != null; left = proposals.poll()) {
            left.onFailure().accept(new ProposalFailure.NotLeader(Optional.empty()));
        }
        for (Mail left = requests.poll(); left != null; left = requests.poll()) {
            if (left instanceof Mail.Read read) {
                fail(read.answer());
            } else if (left instanceof Mail.Change change) {
                change.onFailure().accept(new ProposalFailure.NotLeader(Optional.empty()));
            } else if (left instanceof Mail.Transfer request) {
                LeadershipTransfer.fail(request, closing);
            } else if (left instanceof Mail.Offer offer) {
                offer.answer().completeExceptionally(new IllegalStateException(closing.reason()));
            }
        }
        transfer.end(closing);
    }

    private static void fail(CompletableFuture<Long> read) {
        read.completeExceptionally(new ConsensusException(new ProposalFailure.NotLeader(Optional.empty())));
    }
}

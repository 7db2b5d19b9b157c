package io.kvorum.raft.driver;

import io.kvorum.raft.core.LeaderView;
import io.kvorum.raft.core.Message;
import io.kvorum.raft.core.RaftCore;
import io.kvorum.raft.core.Ready;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes snapshots from the core's wish to a follower's machine. Taking one over has these steps, and a crash after any of
 * them finds the old state or the new one:
 *
 * <ol>
 *   <li>it is sealed beside the machine's state;
 *   <li>the log says, durably, that it is about to be taken over: a machine found at that index has done it, one found
 *       below it has not, and then the log counts as before;
 *   <li>the machine takes it over and is durable;
 *   <li>the log says, durably, that it begins after it;
 *   <li>only then the leader hears of it.
 * </ol>
 *
 * <p>Raft lane.
 */
final class SnapshotExchange {
    private final NodeRuntime runtime;
    private final Lane raftLane;
    private final RaftCore core;
    private final Applier applier;
    private final Peers peers;
    private final SnapshotReceiver receiver;
    private final SnapshotSender sender;
    private final Runnable work;
    private volatile boolean stopped;

    /**
     * Makes the exchange.
     *
     * @param work has everything done that follows from what the core was told
     */
    SnapshotExchange(
            NodeRuntime runtime,
            Lane raftLane,
            RaftCore core,
            ReplicatedStateMachine machine,
            Applier applier,
            LogWriter writer,
            Peers peers,
            Runnable work) {
        this.runtime = runtime;
        this.raftLane = raftLane;
        this.core = core;
        this.applier = applier;
        this.peers = peers;
        this.work = work;
        this.receiver = new SnapshotReceiver(machine, arrival -> later(() -> sealed(arrival)));
        this.sender = new SnapshotSender(runtime, raftLane, machine, writer, this::send, this::sent);
    }

    /** Any thread. */
    void stop() {
        stopped = true;
        sender.stop();
    }

    void carryOut(Ready ready) {
        ready.snapshotsFor().forEach(sender::want);
        ready.install().ifPresent(this::install);
    }

    /** The log has no room for anything that waits for others. */
    void yieldSpace() {
        sender.yieldSpace();
    }

    void offered(Mail.Offer mail) {
        peers.noteContact(mail.from());
        if (core.offered(mail.from(), mail.offer())) {
            receiver.accept(mail.offer(), mail.answer());
        } else {
            mail.answer().completeExceptionally(new IllegalStateException("this member needs no such snapshot"));
        }
    }

    private void sealed(SnapshotReceiver.Arrival arrival) {
        if (!receiver.isCurrent(arrival)) {
            return;
        }
        if (!core.sealed(arrival.meta())) {
            receiver.drop(arrival);
        }
        work.run();
    }

    private void install(SnapshotMeta meta) {
        applier.install(meta, receiver.takeSealed(meta), () -> later(this::installed));
    }

    private void installed() {
        core.installed();
        work.run();
    }

    private CompletionStage<Void> send(MemberId to, SnapshotSource source) {
        LeaderView view = core.leaderView();
        if (view.role() != ConsensusStatus.Role.LEADER) {
            // It was wanted by a leader; writing it has taken its time, and somebody else may lead this term.
            return CompletableFuture.failedFuture(
                    new PeerCallException(PeerCallException.Outcome.REFUSED, "this member leads no more"));
        }
        return peers.sendSnapshot(to, new Message.SnapshotOffer(view.term(), source.meta()), source);
    }

    private void sent(MemberId follower, long index) {
        core.snapshotSent(follower, index);
        work.run();
    }

    private void later(Runnable task) {
        runtime.schedule(raftLane, Duration.ZERO, () -> {
            if (!stopped) {
                task.run();
            }
        });
    }
}

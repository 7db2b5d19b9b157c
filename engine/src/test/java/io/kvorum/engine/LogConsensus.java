package io.kvorum.engine;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.tck.sim.SimulatedRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One member's end of a {@link SharedLog}. */
final class LogConsensus implements Consensus {
    private final SharedLog log;
    private final MemberId self;
    private final SimulatedRuntime runtime;
    private final PeerTransport peers;
    private ReplicatedStateMachine machine;
    private long delivered;
    private long toldTerm;
    /** Whether entries arrive here. */
    boolean receiving = true;
    /** Whether entries are applied here; without that the member still asks and hears the leader. */
    boolean delivering = true;
    /** Whether this member believes to lead though another one does. */
    boolean deluded;
    /** Time of the last confirmation that a deluded leader remembers; negative for "just now". */
    long quorumNanoseconds = -1;
    /** Whether leadership can be handed over. */
    boolean transfers = true;

    LogConsensus(SharedLog log, MemberId self, SimulatedRuntime runtime, PeerTransport peers) {
        this.log = log;
        this.self = self;
        this.runtime = runtime;
        this.peers = peers;
    }

    @Override
    public void start(ReplicatedStateMachine startedMachine) {
        machine = startedMachine;
        delivered = machine.applied().index();
        peers.setPeers(log.membership);
        log.members.put(self, this);
        tellLeader();
        log.deliver();
    }

    void deliver() {
        if (machine == null || !receiving || !delivering || !runtime.alive()) {
            return;
        }
        peers.setPeers(log.membership);
        machine.lane().offer(() -> {
            if (delivered < log.entries.size() && receiving && delivering) {
                List<CommittedEntry> next = List.copyOf(log.entries.subList((int) delivered, log.entries.size()));
                delivered += next.size();
                machine.apply(next);
            }
            if (leads() && toldTerm < log.term && delivered == log.entries.size()) {
                toldTerm = log.term;
                machine.onLeading(log.term);
            }
        });
    }

    void tellLeader() {
        if (machine != null && !deluded) {
            Optional<MemberId> leader = log.leader;
            long term = log.term;
            machine.lane().offer(() -> machine.onLeaderChanged(leader, term));
        }
    }

    /** As after the installation of a snapshot of this index. */
    void skipTo(long index) {
        delivered = index;
    }

    private boolean leads() {
        return log.leader.equals(Optional.of(self));
    }

    private boolean serves() {
        return log.leader.isPresent() && receiving && !deluded;
    }

    @Override
    public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
        if (!serves()) {
            onFailure.accept(new ProposalFailure.NotLeader(Optional.empty()));
        } else if (log.quorum) {
            log.later(() -> log.appendCommand(command));
        }
    }

    @Override
    public CompletionStage<Long> readIndex() {
        CompletableFuture<Long> index = new CompletableFuture<>();
        if (!serves() || !log.quorum) {
            index.completeExceptionally(new ConsensusException(new ProposalFailure.NotLeader(Optional.empty())));
        } else {
            log.later(() -> index.complete((long) log.entries.size()));
        }
        return index;
    }

    @Override
    public void changeMembership(MembershipChange change, Bytes context, Consumer<ProposalFailure> onFailure) {
        if (!leads() || deluded) {
            onFailure.accept(new ProposalFailure.NotLeader(log.leader));
        } else if (log.refusesChanges) {
            onFailure.accept(new ProposalFailure.Dropped("another change of membership is under way"));
        } else if (log.quorum && !log.losesChanges) {
            log.later(() -> log.appendMembership(SharedLog.after(log.membership, change), context));
        }
    }

    @Override
    public CompletionStage<Void> transferLeadership(MemberId to) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (transfers) {
            log.later(() -> {
                log.lead(to);
                done.complete(null);
            });
        }
        return done;
    }

    @Override
    public ConsensusStatus status() {
        boolean leading = leads() || deluded;
        List<ConsensusStatus.Peer> others = new ArrayList<>();
        if (leading) {
            log.members.forEach((id, member) -> {
                if (!id.equals(self)) {
                    others.add(new ConsensusStatus.Peer(
                            id, member.delivered, runtime.clock().nanoseconds()));
                }
            });
        }
        return new ConsensusStatus(
                leading ? ConsensusStatus.Role.LEADER : ConsensusStatus.Role.FOLLOWER,
                deluded ? Optional.of(self) : log.leader,
                log.term,
                receiving ? log.entries.size() : delivered,
                receiving ? log.entries.size() : delivered,
                leading ? quorumTime() : 0,
                others);
    }

    private long quorumTime() {
        return quorumNanoseconds < 0 ? runtime.clock().nanoseconds() : quorumNanoseconds;
    }

    @Override
    public void close() {
        machine = null;
    }
}

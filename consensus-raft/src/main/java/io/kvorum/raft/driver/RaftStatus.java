package io.kvorum.raft.driver;

import io.kvorum.raft.core.LeaderView;
import io.kvorum.raft.core.RaftCore;
import io.kvorum.spi.consensus.ConsensusStatus;
import java.util.List;
import java.util.Optional;

/** What the raft lane publishes for all threads. */
final class RaftStatus {
    /** No index: this member may not answer reads by itself. */
    static final long NONE = -1;

    private volatile LeaderView view = new LeaderView(ConsensusStatus.Role.FOLLOWER, Optional.empty(), 0);
    private volatile long commitIndex;
    private volatile long lastIndex;
    private volatile long pendingBytes;
    private volatile long readIndexAlone = NONE;
    private volatile long lastQuorumNanoseconds;
    private volatile List<ConsensusStatus.Peer> peers = List.of();
    private volatile long ticks;
    private volatile int leaderWaitTicks;
    private volatile Troubles troubles = Troubles.NONE;

    LeaderView view() {
        return view;
    }

    boolean leads() {
        return view.role() == ConsensusStatus.Role.LEADER;
    }

    long commitIndex() {
        return commitIndex;
    }

    long pendingBytes() {
        return pendingBytes;
    }

    /** Where reads are safe now without asking anybody; {@link #NONE} if somebody must be asked. */
    long readIndexAlone() {
        return readIndexAlone;
    }

    /** Before any entry is handed out for applying: whoever is told of a write reads at or above it from then on. */
    void publish(RaftCore core) {
        commitIndex = core.commitIndex();
        lastIndex = core.lastIndex();
        pendingBytes = core.pendingBytes();
        readIndexAlone = core.answersReadsAlone() ? core.commitIndex() : NONE;
        if (leaderWaitTicks != core.leaderWaitTicks()) {
            leaderWaitTicks = core.leaderWaitTicks();
        }
    }

    void publishView(LeaderView newView) {
        view = newView;
    }

    void publishPeers(List<ConsensusStatus.Peer> newPeers) {
        peers = newPeers;
    }

    void publishQuorum(long quorumNanoseconds) {
        if (lastQuorumNanoseconds != quorumNanoseconds) {
            lastQuorumNanoseconds = quorumNanoseconds;
        }
    }

    /** Only the raft lane. */
    void publishTick(Troubles present) {
        ticks++;
        troubles = present;
    }

    /** How often the timer of this life has ticked. */
    long ticks() {
        return ticks;
    }

    int leaderWaitTicks() {
        return leaderWaitTicks;
    }

    Troubles troubles() {
        return troubles;
    }

    ConsensusStatus toStatus() {
        LeaderView now = view;
        return new ConsensusStatus(
                now.role(), now.leader(), now.term(), commitIndex, lastIndex, lastQuorumNanoseconds, peers);
    }
}

package io.kvorum.engine.cluster;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.engine.EngineConfig;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Clock;
import java.util.List;
import java.util.Optional;

/** Finds the most telling of etcd's texts for a proposal that was not committed in time (R58). Any thread. */
public final class TimeoutReasons {
    private static final long NEVER = Long.MIN_VALUE;

    private final MemberId self;
    private final long leaderLossNanoseconds;
    private final Clock clock;
    private final LeaderView leader;
    private final ClusterState cluster;
    private final PeerTransport peers;
    private volatile long leaderSince = NEVER;

    public TimeoutReasons(
            EngineConfig config, Clock clock, LeaderView leader, ClusterState cluster, PeerTransport peers) {
        this.self = config.memberId();
        this.leaderLossNanoseconds = config.electionTimeout().multipliedBy(2).toNanos();
        this.clock = clock;
        this.leader = leader;
        this.cluster = cluster;
        this.peers = peers;
    }

    /** The leader changed; apply lane. */
    public void onLeaderChanged() {
        if (leader.isKnown()) {
            leaderSince = clock.nanoseconds();
        }
    }

    /** @param begun monotonic time at which the request came */
    public ErrorCode of(long begun) {
        long elected = leaderSince;
        if (elected != NEVER && begun - elected < 0 && begun - (elected - leaderLossNanoseconds) > 0) {
            return ErrorCode.TIMEOUT_DUE_TO_LEADER_FAILURE;
        }
        Optional<MemberId> present = leader.leader();
        if (present.isEmpty()) {
            return ErrorCode.TIMEOUT;
        }
        boolean connected = present.get().equals(self) ? isConnectedToQuorum(begun) : isConnected(present.get(), begun);
        return connected ? ErrorCode.TIMEOUT : ErrorCode.TIMEOUT_DUE_TO_CONNECTION_LOST;
    }

    private boolean isConnectedToQuorum(long since) {
        List<Member> voters = cluster.view().voters();
        long connected = voters.stream()
                .map(voter -> new MemberId(voter.getID()))
                .filter(id -> id.equals(self) || isConnected(id, since))
                .count();
        return connected >= voters.size() / 2 + 1;
    }

    private boolean isConnected(MemberId member, long since) {
        return peers.peerState(member)
                .filter(PeerState::connected)
                .filter(state -> state.connectedSinceNanoseconds() - since <= 0)
                .isPresent();
    }
}

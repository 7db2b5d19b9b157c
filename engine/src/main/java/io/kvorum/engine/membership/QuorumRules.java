package io.kvorum.engine.membership;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.engine.cluster.ClusterView;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The strict check: refuses a change after which the members that run might be too few for a quorum (R274, R275, R277).
 * Looks at the cluster as this member sees it. Any thread.
 */
public final class QuorumRules {
    /** A connection younger than this is not trusted to last (section 14 of the contract). */
    private static final Duration HEALTH_WINDOW = Duration.ofSeconds(5);

    private final MemberId self;
    private final PeerTransport peers;
    private final Clock clock;

    public QuorumRules(MemberId self, PeerTransport peers, Clock clock) {
        this.self = self;
        this.peers = peers;
        this.clock = clock;
    }

    /** @throws KvorumException if the change is too dangerous now */
    void check(ClusterView view, MembershipChange change) {
        if (change instanceof MembershipChange.Add add) {
            checkAddition(view, add.member().learner());
        } else if (change instanceof MembershipChange.Remove remove) {
            checkRemoval(view, remove.member());
        } else if (change instanceof MembershipChange.Promote) {
            // The new voter is known to run, as it is in sync.
            requireStarted(started(view.voters()) + 1, view.voters().size() + 1);
        }
    }

    private void checkAddition(ClusterView view, boolean learner) {
        List<Member> voters = view.voters();
        boolean alone = voters.size() == 1;
        if (!learner && !(alone && started(voters) == 1)) {
            requireStarted(started(voters), voters.size() + 1);
        }
        if (!alone && connected(voters) < quorum(voters.size() + 1)) {
            throw new KvorumException(ErrorCode.UNHEALTHY);
        }
    }

    private void checkRemoval(ClusterView view, MemberId gone) {
        Optional<Member> known = view.find(gone);
        if (known.isEmpty() || known.get().getIsLearner()) {
            return;
        }
        List<Member> voters = view.voters();
        List<Member> left =
                voters.stream().filter(member -> member.getID() != gone.value()).toList();
        requireStarted(started(left), left.size());
        if (!gone.equals(self) && !isConnected(gone)) {
            return;
        }
        if (connected(voters) - 1 < quorum(voters.size() - 1)) {
            throw new KvorumException(ErrorCode.UNHEALTHY);
        }
    }

    private static void requireStarted(int started, int voters) {
        if (started < quorum(voters)) {
            throw new KvorumException(ErrorCode.MEMBER_NOT_ENOUGH_STARTED);
        }
    }

    private static int quorum(int voters) {
        return voters / 2 + 1;
    }

    /** A member has a name from the moment on at which it has started (R283). */
    private static int started(List<Member> members) {
        return (int)
                members.stream().filter(member -> !member.getName().isEmpty()).count();
    }

    private int connected(List<Member> members) {
        return (int) members.stream()
                .map(member -> new MemberId(member.getID()))
                .filter(id -> id.equals(self) || isConnectedLongEnough(id))
                .count();
    }

    private boolean isConnected(MemberId id) {
        return peers.peerState(id).filter(PeerState::connected).isPresent();
    }

    private boolean isConnectedLongEnough(MemberId id) {
        return peers.peerState(id)
                .filter(PeerState::connected)
                .filter(state -> clock.nanoseconds() - state.connectedSinceNanoseconds() >= HEALTH_WINDOW.toNanos())
                .isPresent();
    }
}

package io.kvorum.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ConsensusStatus.Role;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class HandoverTest {
    private static final MemberId SELF = new MemberId(1);
    private static final MemberId TWO = new MemberId(2);
    private static final MemberId THREE = new MemberId(3);
    private static final MemberId LEARNER = new MemberId(4);
    private static final Membership MEMBERSHIP = new Membership(
            List.of(
                    new Member(SELF, List.of("a"), false),
                    new Member(TWO, List.of("b"), false),
                    new Member(THREE, List.of("c"), false),
                    new Member(LEARNER, List.of("d"), true)),
            List.of());

    private final List<MemberId> heirs = new ArrayList<>();

    private void handOver(Role role, Membership membership, Map<MemberId, Long> connectedSince) {
        new Handover(SELF, new Led(role), new Connected(connectedSince), membership, Duration.ofSeconds(1)).run();
    }

    @Test
    void c82_theVoterThatIsConnectedForTheLongestTimeIsTheHeir() {
        handOver(Role.LEADER, MEMBERSHIP, Map.of(TWO, 50L, THREE, 40L, LEARNER, 1L));
        assertThat(heirs).containsExactly(THREE);
    }

    @Test
    void c82_whoIsNotConnectedIsNoHeir() {
        handOver(Role.LEADER, MEMBERSHIP, Map.of(TWO, 50L, THREE, 0L));
        assertThat(heirs).containsExactly(TWO);
        heirs.clear();
        handOver(Role.LEADER, MEMBERSHIP, Map.of());
        assertThat(heirs).isEmpty();
    }

    @Test
    void c82_onlyALeaderWithOtherVotersHandsOver() {
        handOver(Role.FOLLOWER, MEMBERSHIP, Map.of(TWO, 50L));
        handOver(Role.LEADER, new Membership(MEMBERSHIP.members().subList(0, 1), List.of()), Map.of(TWO, 50L));
        assertThat(heirs).isEmpty();
    }

    private final class Led implements Consensus {
        private final Role role;

        Led(Role role) {
            this.role = role;
        }

        @Override
        public ConsensusStatus status() {
            return new ConsensusStatus(role, Optional.of(SELF), 1, 1, 1, 1, List.of());
        }

        @Override
        public CompletionStage<Void> transferLeadership(MemberId to) {
            heirs.add(to);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void start(ReplicatedStateMachine machine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Long> readIndex() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void changeMembership(MembershipChange change, Bytes context, Consumer<ProposalFailure> onFailure) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }

    private record Connected(Map<MemberId, Long> since) implements PeerTransport {
        @Override
        public Optional<PeerState> peerState(MemberId member) {
            return Optional.ofNullable(since.get(member)).map(time -> new PeerState(time, 0));
        }

        @Override
        public void start() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setPeers(Membership membership) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PeerChannel channel(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }
}

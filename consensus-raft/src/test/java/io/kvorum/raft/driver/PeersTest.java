package io.kvorum.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whom the transport is told to talk to. */
final class PeersTest {
    private static final MemberId LEADER = new MemberId(1);
    private static final MemberId SELF = new MemberId(2);

    private final Told told = new Told();

    @Test
    void aRemovedLeaderStaysReachableAsLongAsItIsFollowed() {
        Peers peers = begin(members(1, 2, 3));
        Membership without = new Membership(members(2, 3).members(), List.of(LEADER));
        peers.membershipChanged(without, Optional.of(LEADER));
        assertThat(told.last()).isEqualTo(members(1, 2, 3));
        // It waits for the answer to what says that it is removed, and gets it
        peers.membershipChanged(without, Optional.of(LEADER));
        assertThat(told.last()).isEqualTo(members(1, 2, 3));
        peers.membershipChanged(without, Optional.empty());
        assertThat(told.last()).isEqualTo(without);
    }

    @Test
    void aRemovedLeaderIsGoneAsSoonAsAnotherOneLeads() {
        Peers peers = begin(members(1, 2, 3));
        Membership without = new Membership(members(2, 3).members(), List.of(LEADER));
        peers.membershipChanged(without, Optional.of(LEADER));
        peers.membershipChanged(without, Optional.of(new MemberId(3)));
        assertThat(told.last()).isEqualTo(without);
    }

    @Test
    void otherChangesCountAlthoughARemovedLeaderIsFollowed() {
        Peers peers = begin(members(1, 2, 3));
        List<MemberId> removed = List.of(LEADER, new MemberId(3));
        peers.membershipChanged(new Membership(members(2, 4).members(), removed), Optional.of(LEADER));
        assertThat(told.last()).isEqualTo(new Membership(members(1, 2, 4).members(), List.of(new MemberId(3))));
    }

    @Test
    void aRemovedFollowerIsGoneAtOnce() {
        Peers peers = begin(members(1, 2, 3));
        Membership without = new Membership(members(1, 2).members(), List.of(new MemberId(3)));
        peers.membershipChanged(without, Optional.of(LEADER));
        assertThat(told.last()).isEqualTo(without);
    }

    @Test
    void whatDoesNotChangeIsNotToldAgain() {
        Peers peers = begin(members(1, 2, 3));
        peers.membershipChanged(members(1, 2, 3), Optional.of(LEADER));
        assertThat(told.memberships).hasSize(1);
    }

    @Test
    void whoJoinsReachesTheMembersOfTodayWhileItReadsOfThePast() {
        Peers peers = begin(members(4, 5));
        peers.membershipChanged(members(1, 3), Optional.of(new MemberId(4)));
        assertThat(told.last().members()).isEqualTo(members(1, 3, 4, 5).members());
        peers.membershipChanged(members(2, 4, 5), Optional.of(new MemberId(4)));
        assertThat(told.last()).isEqualTo(members(2, 4, 5));
    }

    private Peers begin(Membership membership) {
        SimulatedRuntime runtime = new SimulatedRuntime(new Simulation(1), "n2.1", Path.of("/member"));
        Peers peers = new Peers(SELF, told, runtime.clock(), null, mail -> true);
        peers.begin(membership);
        return peers;
    }

    private static Membership members(long... ids) {
        return new Membership(
                LongStream.of(ids)
                        .mapToObj(id -> new Member(new MemberId(id), List.of("http://" + id + ":2380"), false))
                        .toList(),
                List.of());
    }

    /** Remembers whom it was told of, and carries nothing. */
    private static final class Told implements PeerTransport, PeerChannel {
        private final List<Membership> memberships = new ArrayList<>();

        Membership last() {
            return memberships.get(memberships.size() - 1);
        }

        @Override
        public void setPeers(Membership membership) {
            memberships.add(membership);
        }

        @Override
        public PeerChannel channel(String name) {
            return this;
        }

        @Override
        public void start() {}

        @Override
        public void receive(PeerReceiver receiver) {}

        @Override
        public void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared) {}

        @Override
        public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<PeerState> peerState(MemberId member) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}

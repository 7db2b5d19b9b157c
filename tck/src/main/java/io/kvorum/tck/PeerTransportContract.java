package io.kvorum.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.peer.PeerChannel.Urgency;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every peer transport does (PEER-1 to PEER-7), as far as it shows in one process. Extend it, name your factory, and
 * run it.
 *
 * <p>An instance serves one test; {@link #factory()} is called once for it.
 */
public abstract class PeerTransportContract {
    /** The part under test. */
    protected abstract PeerTransportFactory factory();

    /** Its settings. */
    protected Config config(PeerTransportFactory factory) {
        return Config.defaults(factory.configKeys());
    }

    /** A URL at which the member of this number (1, 2, …) can listen; the same one for the same number. */
    protected abstract String listenUrl(int member);

    /** The runtime of a member. */
    protected abstract NodeRuntime runtime(int member);

    /** Lets the world go on until the condition holds; fails if it never does. */
    protected abstract void await(BooleanSupplier condition);

    /** Whether every message of a living connection arrives, once, as long as queues are not full. */
    protected boolean lossless() {
        return true;
    }

    private static final long CLUSTER = 0xc1;
    private static final long STRANGER = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final List<PeerTransport> started = new ArrayList<>();
    private PeerTransportFactory factory;

    @BeforeEach
    void makeFactory() {
        factory = factory();
    }

    @AfterEach
    void closeTransports() {
        started.forEach(PeerTransport::close);
        started.forEach(PeerTransport::close);
    }

    private PeerNode node(int member, long clusterId) {
        MemberId id = new MemberId(member);
        PeerTransport transport = factory.create(
                config(factory),
                new FixedPeerContext(runtime(member), id, clusterId, "raft", List.of(listenUrl(member))));
        PeerNode node = new PeerNode(id, transport);
        transport.start();
        started.add(transport);
        return node;
    }

    /** Members 1 to {@code count}, who know one another. */
    private List<PeerNode> cluster(int count) {
        List<PeerNode> nodes = new ArrayList<>();
        for (int member = 1; member <= count; member++) {
            nodes.add(node(member, CLUSTER));
        }
        nodes.forEach(node -> node.transport().setPeers(membership(count)));
        return nodes;
    }

    /** Members 1 to {@code count}, after those of the ids {@code removed} have gone. */
    private Membership membership(int count, int... removed) {
        List<Member> members = new ArrayList<>();
        for (int member = 1; member <= count; member++) {
            members.add(new Member(new MemberId(member), List.of(listenUrl(member)), false));
        }
        return new Membership(
                members, Arrays.stream(removed).mapToObj(MemberId::new).toList());
    }

    private static void send(PeerNode from, PeerNode to, String text) {
        from.transport().channel("raft").send(to.id(), Urgency.BULK, Bytes.utf8(text));
    }

    /** Sends until something arrives: a connection may have to be made first, and what is sent meanwhile be lost. */
    private void connect(PeerNode from, PeerNode to) {
        int before = to.messages().size();
        int[] tries = new int[1];
        await(() -> {
            if (tries[0]++ % 50 == 0) {
                send(from, to, "hello");
            }
            return to.messages().size() > before;
        });
    }

    private <T> Throwable failureOf(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        await(future::isDone);
        try {
            future.join();
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    private void assertOutcome(CompletionStage<?> stage, Outcome outcome) {
        Throwable failure = failureOf(stage);
        assertThat(failure).isInstanceOf(PeerCallException.class);
        assertThat(((PeerCallException) failure).outcome()).isEqualTo(outcome);
    }

    @Test
    void required_peer1_sendToSomebodyWhoIsNotThereNeitherBlocksNorThrows() {
        PeerNode one = node(1, CLUSTER);
        one.transport().setPeers(membership(3));
        for (int i = 0; i < 20_000; i++) {
            one.transport().channel("raft").send(new MemberId(2), Urgency.BULK, Bytes.wrap(new byte[100]));
        }
        one.transport().channel("raft").send(new MemberId(77), Urgency.URGENT, Bytes.EMPTY);
        one.transport().close();
        one.transport().channel("raft").send(new MemberId(2), Urgency.BULK, Bytes.EMPTY);
        assertThat(one.messages()).isEmpty();
    }

    @Test
    void required_peer2_messagesArriveUnaltered() {
        List<PeerNode> nodes = cluster(2);
        connect(nodes.get(0), nodes.get(1));
        String large = "x".repeat(200_000);
        nodes.get(0)
                .transport()
                .channel("raft")
                .send(
                        new MemberId(2),
                        Urgency.BULK,
                        Bytes.utf8("head "),
                        Bytes.utf8("shared "),
                        Bytes.EMPTY,
                        Bytes.utf8(large));
        assumeTrue(lossless(), "the transport may lose this one message");
        await(() -> nodes.get(1).messages().contains("1:head shared " + large));
    }

    @Test
    void required_peer3_orderHoldsPerPairChannelAndUrgency() {
        List<PeerNode> nodes = cluster(3);
        connect(nodes.get(0), nodes.get(2));
        connect(nodes.get(1), nodes.get(2));
        int count = 500;
        for (int i = 0; i < count; i++) {
            send(nodes.get(0), nodes.get(2), String.format(Locale.ROOT, "%05d", i));
            send(nodes.get(1), nodes.get(2), String.format(Locale.ROOT, "%05d", i));
        }
        await(() -> nodes.get(2).messages().contains("2:00499")
                        && nodes.get(2).messages().contains("1:00499")
                || !lossless() && nodes.get(2).messages().size() > count);
        for (String sender : List.of("1:0", "2:0")) {
            List<String> arrived = nodes.get(2).messages().stream()
                    .filter(message -> message.startsWith(sender))
                    .toList();
            assertThat(arrived).isSorted();
            if (lossless()) {
                assertThat(arrived).hasSize(count);
            }
        }
    }

    @Test
    void required_peer4_membersOfOtherClustersAreRejected() {
        List<PeerNode> nodes = cluster(2);
        connect(nodes.get(0), nodes.get(1));
        PeerNode foreign = node(3, CLUSTER + 1);
        foreign.transport().setPeers(membership(3));
        nodes.forEach(node -> node.transport().setPeers(membership(3)));
        send(foreign, nodes.get(1), "intruder");
        assertThat(failureOf(foreign.transport()
                        .channel("raft")
                        .call(new PeerTarget.Known(new MemberId(2)), Bytes.utf8("x"), SHORT)))
                .isInstanceOf(PeerCallException.class);
        connect(nodes.get(0), nodes.get(1));
        assertThat(nodes.get(1).messages()).noneMatch(message -> message.contains("intruder"));
        assertThat(nodes.get(1).callers()).isEmpty();
    }

    @Test
    void required_peer4_strangersMayOnlyAskForMembersAndVersion() {
        List<PeerNode> nodes = cluster(2);
        PeerNode stranger = node(3, STRANGER);
        for (String channel : List.of("members", "version")) {
            Bytes answer = Await.settle(
                    this::await,
                    stranger.transport()
                            .channel(channel)
                            .call(new PeerTarget.Address(listenUrl(2)), Bytes.utf8("who"), PATIENCE));
            assertThat(answer.toUtf8()).isEqualTo("answer to who");
        }
        assertThat(nodes.get(1).callers()).containsOnly(Optional.empty());
        assertOutcome(
                stranger.transport()
                        .channel("raft")
                        .call(new PeerTarget.Address(listenUrl(2)), Bytes.utf8("who"), PATIENCE),
                Outcome.REFUSED);
        send(stranger, nodes.get(1), "intruder");
        connect(nodes.get(0), nodes.get(1));
        assertThat(nodes.get(1).messages()).noneMatch(message -> message.contains("intruder"));
        assertThat(nodes.get(1).callers()).hasSize(2);
    }

    @Test
    void required_peer4_aRemovedMemberIsNotHeardAnyMore() {
        List<PeerNode> nodes = cluster(3);
        connect(nodes.get(2), nodes.get(1));
        nodes.get(1).transport().setPeers(membership(2, 3));
        send(nodes.get(2), nodes.get(1), "late");
        connect(nodes.get(0), nodes.get(1));
        assertThat(nodes.get(1).messages()).doesNotContain("3:late");
        assertThat(nodes.get(1).transport().peerState(new MemberId(3))).isEmpty();
        assertThat(nodes.get(1).transport().peerState(new MemberId(1))).isPresent();
    }

    @Test
    void required_peer4_aSenderThatIsNewerThanTheMembershipIsHeardAndAnswered() {
        List<PeerNode> nodes = cluster(2);
        PeerNode newcomer = node(3, CLUSTER);
        newcomer.transport().setPeers(membership(3));
        connect(newcomer, nodes.get(1));
        connect(nodes.get(1), newcomer);
        assertThat(newcomer.messages()).contains("2:hello");
        assertThat(nodes.get(1).transport().peerState(new MemberId(3))).isEmpty();
        nodes.get(1).transport().setPeers(membership(2, 3));
        send(newcomer, nodes.get(1), "late");
        connect(nodes.get(0), nodes.get(1));
        assertThat(nodes.get(1).messages()).doesNotContain("3:late");
    }

    @Test
    void required_peer5_aSnapshotArrivesWholeAndResumes() {
        List<PeerNode> nodes = cluster(2);
        connect(nodes.get(0), nodes.get(1));
        byte[] content = new byte[1_500_000];
        new SplittableRandom(3).nextBytes(content);
        for (int received : new int[] {0, 1_000_000}) {
            MemorySnapshotSink sink = new MemorySnapshotSink();
            sink.write(Bytes.wrap(content, 0, received).toByteBuffer());
            nodes.get(1).expectSnapshot(sink);
            Await.settle(
                    this::await,
                    nodes.get(0)
                            .transport()
                            .sendSnapshot(
                                    new MemberId(2),
                                    "raft",
                                    Bytes.utf8("take"),
                                    new MemorySnapshotSource(Bytes.wrap(content))));
            assertThat(sink.content()).isEqualTo(Bytes.wrap(content));
            assertThat(sink.sealed()).isTrue();
        }
        assertThat(failureOf(nodes.get(0)
                        .transport()
                        .sendSnapshot(
                                new MemberId(2), "raft", Bytes.utf8("refuse"), new MemorySnapshotSource(Bytes.EMPTY))))
                .isInstanceOf(PeerCallException.class);
    }

    @Test
    void required_peer6_aCallIsAnswered() {
        List<PeerNode> nodes = cluster(2);
        for (int i = 0; i < 20; i++) {
            Bytes answer = Await.settle(
                    this::await,
                    nodes.get(0)
                            .transport()
                            .channel("raft")
                            .call(new PeerTarget.Known(new MemberId(2)), Bytes.utf8("question " + i), PATIENCE));
            assertThat(answer.toUtf8()).isEqualTo("answer to question " + i);
        }
        assertThat(nodes.get(1).callers()).hasSize(20).containsOnly(Optional.of(new MemberId(1)));
        assertOutcome(
                nodes.get(0)
                        .transport()
                        .channel("raft")
                        .call(new PeerTarget.Known(new MemberId(2)), Bytes.utf8("fail"), PATIENCE),
                Outcome.REFUSED);
    }

    @Test
    void required_peer6_aCallWithoutAnswerIsUnknownAndOneToNobodyUnreachable() {
        List<PeerNode> nodes = cluster(2);
        Outcome outcome = Outcome.UNREACHABLE;
        // A call may have no connection yet; then it must not have been handled, and is made again
        while (outcome == Outcome.UNREACHABLE) {
            assertThat(nodes.get(1).callers()).isEmpty();
            Throwable failure = failureOf(nodes.get(0)
                    .transport()
                    .channel("raft")
                    .call(new PeerTarget.Known(new MemberId(2)), Bytes.utf8("never"), SHORT));
            outcome = ((PeerCallException) failure).outcome();
        }
        assertThat(outcome).isEqualTo(Outcome.UNKNOWN);
        assertOutcome(
                nodes.get(0)
                        .transport()
                        .channel("members")
                        .call(new PeerTarget.Address(listenUrl(9)), Bytes.utf8("who"), PATIENCE),
                Outcome.UNREACHABLE);
    }

    @Test
    void required_oneChannelPerName() {
        PeerNode one = node(1, CLUSTER);
        assertThat(one.transport().channel("raft")).isSameAs(one.transport().channel("raft"));
        assertThat(one.transport().channel("raft")).isNotSameAs(one.transport().channel("lease"));
    }

    @Test
    void required_peer7_aMemberThatMovedIsFoundThoughNobodyKnowsThatTheMoveIsCommitted() {
        PeerNode stays = node(1, CLUSTER);
        PeerNode moved = node(2, CLUSTER);
        Membership before = new Membership(
                List.of(
                        new Member(new MemberId(1), List.of(listenUrl(1)), false),
                        new Member(new MemberId(2), List.of(listenUrl(9)), false)),
                List.of());
        stays.transport().setPeers(before);
        moved.transport().setPeers(before);
        connect(moved, stays);
        connect(stays, moved);
        assertThat(moved.messages()).contains("1:hello");
    }
}

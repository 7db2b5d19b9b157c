package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerChannel.Urgency;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerRefusal;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.tck.ThreadedRuntime;
import io.kvorum.transport.grpc.peer.connection.PeerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A member with a transport of its own, and a memory of what it heard on channel {@code raft}. */
final class TestMember implements AutoCloseable, PeerReceiver {
    static final long CLUSTER = 0xc1;

    final ThreadedRuntime runtime = new ThreadedRuntime(Path.of("unused"));
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<PeerRefusal> refusals = new CopyOnWriteArrayList<>();
    final List<String> offers = new CopyOnWriteArrayList<>();
    final MemberId id;
    final PeerTransport transport;
    volatile Supplier<SnapshotSink> sinks = () -> null;

    private record Context(
            NodeRuntime runtime,
            MemberId memberId,
            long clusterId,
            String consensus,
            List<String> listenUrls,
            List<PeerRefusal> refusals)
            implements PeerContext {
        @Override
        public void onRefused(PeerRefusal refusal) {
            refusals.add(refusal);
        }
    }

    private TestMember(long id, long cluster, String consensus, PeerSettings settings, String... listenUrls) {
        this.id = new MemberId(id);
        this.transport = new GrpcPeerTransport(
                settings, new Context(runtime, this.id, cluster, consensus, List.of(listenUrls), refusals));
        transport.channel("raft").receive(this);
    }

    static PeerSettings settings() {
        return PeerSettings.of(Config.defaults(PeerSettings.KEYS));
    }

    /** A member that listens. */
    static TestMember started(long id, String... listenUrls) {
        return started(id, CLUSTER, "raft", settings(), listenUrls);
    }

    static TestMember started(long id, long cluster, String consensus, PeerSettings settings, String... listenUrls) {
        TestMember member = new TestMember(id, cluster, consensus, settings, listenUrls);
        try {
            member.transport.start();
            return member;
        } catch (RuntimeException failure) {
            member.close();
            throw failure;
        }
    }

    /** Somebody who knows no cluster and listens nowhere. */
    static TestMember stranger() {
        return new TestMember(-1, 0, "raft", settings());
    }

    /** Members 1, 2, … at these URLs. */
    static Membership membership(String... urls) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < urls.length; i++) {
            members.add(new Member(new MemberId(i + 1), Arrays.asList(urls[i].split(",")), false));
        }
        return new Membership(members, List.of());
    }

    void send(long to, Urgency urgency, String text) {
        channel().send(new MemberId(to), urgency, Bytes.utf8(text));
    }

    /** Sends with both urgencies until both are heard. */
    void sendUntilHeard(TestMember to, String text) {
        sendUntilHeard(to, Urgency.BULK, "bulk " + text);
        sendUntilHeard(to, Urgency.URGENT, "urgent " + text);
    }

    /** Sends until it is heard: what is sent while there is no connection is lost. */
    void sendUntilHeard(TestMember to, Urgency urgency, String text) {
        int[] tries = new int[1];
        Conditions.await(() -> {
            if (tries[0]++ % 100 == 0) {
                send(to.id.value(), urgency, text);
            }
            return to.heard.contains(id + ":" + (text.length() > 100 ? text.length() + " bytes" : text));
        });
    }

    PeerChannel channel() {
        return transport.channel("raft");
    }

    boolean connectedTo(long other) {
        return transport
                .peerState(new MemberId(other))
                .filter(state -> state.connected())
                .isPresent();
    }

    /** The sum of a counter over its labels. */
    double counted(String name) {
        return runtime.metrics()
                .exposition()
                .lines()
                .filter(line -> line.startsWith(name + "[") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void onMessage(MemberId from, Bytes message) {
        heard.add(from + ":" + (message.length() > 100 ? message.length() + " bytes" : message.toUtf8()));
    }

    @Override
    public CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
        return CompletableFuture.completedFuture(Bytes.utf8("answer to " + request.toUtf8()));
    }

    @Override
    public CompletionStage<SnapshotSink> onSnapshot(MemberId from, Bytes head) {
        SnapshotSink sink = sinks.get();
        offers.add(head.toUtf8() + " from " + sink.received());
        return CompletableFuture.completedFuture(sink);
    }

    @Override
    public void close() {
        transport.close();
        runtime.close();
    }
}

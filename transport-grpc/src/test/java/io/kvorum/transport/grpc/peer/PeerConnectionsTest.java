package io.kvorum.transport.grpc.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerChannel.Urgency;
import io.kvorum.transport.grpc.peer.connection.PeerSettings;
import io.kvorum.transport.grpc.peer.wire.PeerMethod;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Connections that are made, break, are made again, and do not wait for one another. */
class PeerConnectionsTest {
    private final String urlOne = LoopbackPorts.url();
    private final String urlTwo = LoopbackPorts.url();

    @Test
    void aMemberThatComesBackIsConnectedAgain() {
        Membership both = TestMember.membership(urlOne, urlTwo);
        try (TestMember one = TestMember.started(1, urlOne)) {
            one.transport.setPeers(both);
            for (int life = 0; life < 3; life++) {
                try (TestMember two = TestMember.started(2, urlTwo)) {
                    two.transport.setPeers(both);
                    one.sendUntilHeard(two, "hello");
                    two.sendUntilHeard(one, "life " + life);
                    Conditions.await(() -> one.connectedTo(2)
                            && one.transport
                                            .peerState(new MemberId(2))
                                            .orElseThrow()
                                            .roundTripNanoseconds()
                                    > 0);
                }
                Conditions.await(() -> !one.connectedTo(2));
            }
            Conditions.await(() -> one.counted("etcd_network_disconnected_peers_total") >= 3);
        }
    }

    @Test
    void etcdsNamesOfMetricsAreThereWithTheirLabels() {
        try (TestMember one = TestMember.started(1, urlOne);
                TestMember two = TestMember.started(2, urlTwo)) {
            one.transport.setPeers(TestMember.membership(urlOne, urlTwo));
            one.sendUntilHeard(two, "hello");
            assertThat(one.runtime.metrics().exposition())
                    .contains(
                            "etcd_network_active_peers[Local, 1, Remote, 2] 1.0",
                            "etcd_network_known_peers[Local, 1, Remote, 2] 1.0",
                            "etcd_network_disconnected_peers_total[Local, 1, Remote, 2] ",
                            "etcd_network_peer_sent_bytes_total[To, 2]",
                            "etcd_network_peer_sent_failures_total[To, 2] ",
                            "etcd_network_peer_round_trip_time_seconds[To, 2]_count");
            assertThat(two.runtime.metrics().exposition())
                    .contains(
                            "etcd_network_peer_received_bytes_total[From, 1]",
                            "etcd_network_peer_received_failures_total[From, 1] ");
        }
    }

    @Test
    void namesAreResolvedAndTheNextUrlIsTriedWhenOneFails() {
        String byName = "http://localhost:" + LoopbackPorts.portOf(urlTwo);
        Membership both = TestMember.membership(urlOne, "http://127.0.0.1:1," + byName);
        try (TestMember one = TestMember.started(1, urlOne);
                TestMember two = TestMember.started(2, urlTwo)) {
            one.transport.setPeers(both);
            two.transport.setPeers(both);
            one.sendUntilHeard(two, "hello");
        }
    }

    @Test
    void aMemberThatMovedIsFoundAtItsNewUrl() {
        String newUrl = LoopbackPorts.url();
        try (TestMember one = TestMember.started(1, urlOne);
                TestMember two = TestMember.started(2, newUrl)) {
            one.transport.setPeers(TestMember.membership(urlOne, urlTwo));
            two.transport.setPeers(TestMember.membership(urlOne, newUrl));
            // One still believes in the old URL; the handshake of two names the new one
            one.sendUntilHeard(two, "hello");
        }
    }

    @Test
    void peer1_urgentMessagesPassBulkOnesThatAreStuckAndTheirQueueIsBounded() throws IOException {
        PeerSettings small = new PeerSettings(64 << 20, 1 << 20, 64 << 20);
        int frozenAfter = 2 << 20;
        try (TestMember two = TestMember.started(2, urlTwo);
                Proxy proxy = new Proxy(urlTwo, Proxy.Fault.FREEZE, frozenAfter, 1);
                TestMember one = TestMember.started(1, TestMember.CLUSTER, "raft", small, urlOne)) {
            one.transport.setPeers(TestMember.membership(urlOne, proxy.url()));
            two.transport.setPeers(TestMember.membership(urlOne, urlTwo));
            one.sendUntilHeard(two, "hello");
            Bytes large = Bytes.wrap(new byte[100_000]);
            Conditions.await(() -> {
                one.channel().send(two.id, Urgency.BULK, large);
                return one.counted("kvorum_peer_dropped_total") > 1_000;
            });
            assertThat(proxy.faults()).isGreaterThanOrEqualTo(1);
            assertThat(one.counted("kvorum_peer_queue_bytes")).isLessThan(1_100_000);
            one.sendUntilHeard(two, Urgency.URGENT, "urgent");
            proxy.release();
            Conditions.await(() -> one.counted("kvorum_peer_queue_bytes") == 0);
            one.sendUntilHeard(two, "after");
        }
    }

    /** If a message left in two writes, there would be twice as many pieces; the rest are handshakes, and pings each second. */
    @Test
    void aMessageThatIsAloneLeavesInOnePiece() throws IOException {
        int messages = 500;
        try (TestMember two = TestMember.started(2, urlTwo);
                Proxy proxy = new Proxy(urlTwo, Proxy.Fault.CUT, Long.MAX_VALUE, 0);
                TestMember one = TestMember.started(1, urlOne)) {
            one.transport.setPeers(TestMember.membership(urlOne, proxy.url()));
            one.sendUntilHeard(two, "hello");
            int before = proxy.pieces();
            for (int i = 0; i < messages; i++) {
                String text = "message " + i;
                one.send(2, Urgency.BULK, text);
                Conditions.await(() -> two.heard.contains("1:" + text));
            }
            assertThat(proxy.pieces() - before).isLessThan(messages * 3 / 2);
        }
    }

    @Test
    void aMessageThatIsTooLongIsDroppedAndTheNextOnesArrive() {
        PeerSettings small = new PeerSettings(2 << 20, 64 << 20, 64 << 20);
        try (TestMember one = TestMember.started(1, TestMember.CLUSTER, "raft", small, urlOne);
                TestMember two = TestMember.started(2, TestMember.CLUSTER, "raft", small, urlTwo)) {
            one.transport.setPeers(TestMember.membership(urlOne, urlTwo));
            one.sendUntilHeard(two, "hello");
            one.channel().send(two.id, Urgency.BULK, Bytes.wrap(new byte[2 << 20]));
            one.sendUntilHeard(two, Urgency.BULK, "x".repeat((2 << 20) - 2_000));
            assertThat(two.heard).doesNotContain("1:" + (2 << 20) + " bytes");
            assertThat(one.counted("kvorum_peer_dropped_total")).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void thePeerPortOffersNoServiceToClients() {
        try (TestMember one = TestMember.started(1, urlOne)) {
            ManagedChannel client = NettyChannelBuilder.forAddress("127.0.0.1", LoopbackPorts.portOf(urlOne))
                    .usePlaintext()
                    .build();
            assertStatus(client, "etcdserverpb.KV/Range", Status.Code.UNIMPLEMENTED);
            assertStatus(client, PeerMethod.SERVICE + "/Call", Status.Code.PERMISSION_DENIED);
            client.shutdownNow();
            assertThat(one.counted("kvorum_peer_handshakes_refused_total")).isEqualTo(1);
            assertThat(one.counted("kvorum_peer_strays_total")).isEqualTo(1);
        }
    }

    private static void assertStatus(ManagedChannel client, String name, Status.Code expected) {
        MethodDescriptor<Bytes, Bytes> method = MethodDescriptor.<Bytes, Bytes>newBuilder()
                .setFullMethodName(name)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setRequestMarshaller(PeerMethod.BYTES)
                .setResponseMarshaller(PeerMethod.BYTES)
                .build();
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(client, method, CallOptions.DEFAULT, Bytes.EMPTY))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(expected));
    }

    @Test
    void urlsThatCannotBeListenedAtAreNamed() {
        assertThatThrownBy(() -> TestMember.started(1, "https://127.0.0.1:2380"))
                .isInstanceOf(ComponentException.class)
                .hasMessage("peer URL https://127.0.0.1:2380 asks for TLS, which is not supported yet: use http");
        assertThatThrownBy(() -> TestMember.started(1, "http://127.0.0.1"))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("does not look like http://10.0.0.1:2380");
        try (TestMember one = TestMember.started(1, urlOne)) {
            assertThat(one.refusals).isEmpty();
            assertThatThrownBy(() -> TestMember.started(2, urlOne))
                    .isInstanceOf(ComponentException.class)
                    .hasMessageContaining("cannot listen on " + urlOne + " for other members")
                    .hasMessageContaining("in use");
        }
    }
}

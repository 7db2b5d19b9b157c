package io.kvorum.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.spi.ComponentException;
import io.kvorum.tck.sim.RecordedMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every test runs with native epoll and with Java's selectors: no difference in behaviour. */
class ClientListenerTest {
    private final List<ClientListener> listeners = new ArrayList<>();
    private final RecordedMetrics metrics = new RecordedMetrics();

    /** A protocol that begins with its name and a blank, and sends everything back. */
    private record Echo(String name) implements ClientProtocol {
        @Override
        public ProtocolMatch match(ByteBuf firstBytes) {
            String text = firstBytes.toString(StandardCharsets.US_ASCII);
            if (text.startsWith(name + " ")) {
                return ProtocolMatch.YES;
            }
            return (name + " ").startsWith(text) ? ProtocolMatch.MORE : ProtocolMatch.NO;
        }

        @Override
        public void install(Channel connection, Runnable begin) {
            connection.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    ctx.writeAndFlush(message);
                }
            });
            // Later is allowed too.
            connection.eventLoop().execute(begin);
        }
    }

    @AfterEach
    void close() {
        listeners.forEach(ClientListener::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsGoToTheProtocolThatKnowsTheirFirstBytes(boolean epoll) throws Exception {
        ClientListener listener = listener(epoll, 100, "http://127.0.0.1:0");
        listener.register(new Echo("alpha")).open();
        listener.register(new Echo("alpine")).open();
        listener.bind();
        try (Socket first = socket(listener);
                Socket second = socket(listener)) {
            send(first, "al");
            send(second, "alpine and more");
            assertThat(receive(second, 15)).isEqualTo("alpine and more");
            send(first, "pha ");
            assertThat(receive(first, 6)).isEqualTo("alpha ");
            send(first, "goes on");
            assertThat(receive(first, 7)).isEqualTo("goes on");
            assertThat(metrics.gauge("kvorum_client_connections")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNobodyKnowsIsClosedAndCounted(boolean epoll) throws Exception {
        ClientListener listener = listener(epoll, 100, "http://127.0.0.1:0");
        listener.register(new Echo("alpha")).open();
        listener.bind();
        try (Socket garbage = socket(listener)) {
            send(garbage, "\u0016\u0003\u0001");
            assertThat(garbage.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(metrics.count("kvorum_client_connections_dropped_total", "reason", "unknown_protocol"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoStaysSilentOrStopsInTheMiddleIsClosed(boolean epoll) throws Exception {
        ListenerSettings impatient = new ListenerSettings(1, epoll, 100, Duration.ofMillis(500));
        ClientListener listener = listener(impatient, "http://127.0.0.1:0");
        listener.register(new Echo("alpha")).open();
        listener.bind();
        try (Socket silent = socket(listener);
                Socket half = socket(listener)) {
            send(half, "alp");
            assertHungUp(silent);
            assertHungUp(half);
        }
        assertThat(metrics.count("kvorum_client_connections_dropped_total", "reason", "silent"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void r394_connectionsWaitUntilTheGateOpensAndKeepWhatTheySent(boolean epoll) throws Exception {
        ClientListener listener = listener(epoll, 100, "http://127.0.0.1:0");
        ProtocolGate gate = listener.register(new Echo("alpha"));
        listener.bind();
        String text = "alpha " + "x".repeat(300_000);
        try (Socket waiting = socket(listener);
                Socket gone = socket(listener)) {
            send(gone, "alpha ");
            gone.close();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(waiting, text));
            gate.open();
            assertThat(receive(waiting, text.length())).isEqualTo(text);
            sent.get(60, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void atTheLimitNewConnectionsWaitForOneToEnd(boolean epoll) throws Exception {
        ClientListener listener = listener(epoll, 2, "http://127.0.0.1:0");
        listener.register(new Echo("alpha")).open();
        listener.bind();
        try (Socket first = socket(listener);
                Socket second = socket(listener)) {
            send(first, "alpha 1");
            assertThat(receive(first, 7)).isEqualTo("alpha 1");
            send(second, "alpha 2");
            assertThat(receive(second, 7)).isEqualTo("alpha 2");
            try (Socket third = socket(listener)) {
                send(third, "alpha 3");
                first.close();
                assertThat(receive(third, 7)).isEqualTo("alpha 3");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void severalAddressesAndBothFamiliesAreBound(boolean epoll) throws Exception {
        assumeTrue(hasIpv6(), "this machine has no IPv6 loopback");
        ClientListener listener = listener(epoll, 100, "http://localhost:0", "http://127.0.0.1:0", "http://[::1]:0");
        listener.register(new Echo("alpha")).open();
        listener.bind();
        listener.bind();
        assertThat(listener.boundAddresses())
                .hasSize(3)
                .allSatisfy(address ->
                        assertThat(((InetSocketAddress) address).getPort()).isPositive());
        for (SocketAddress address : listener.boundAddresses()) {
            try (Socket socket = new Socket()) {
                socket.connect(address);
                send(socket, "alpha ");
                assertThat(receive(socket, 6)).isEqualTo("alpha ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPortInUseIsNamedWithItsCause(boolean epoll) {
        ClientListener first = listener(epoll, 100, "http://127.0.0.1:0");
        first.bind();
        String url = "http://127.0.0.1:" + port(first);
        ClientListener second = listener(epoll, 100, "http://127.0.0.1:0", url);
        assertThatThrownBy(second::bind)
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("cannot listen on " + url)
                .hasMessageContaining("in use");
        assertThat(second.boundAddresses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:1",
                "unix:/tmp/x",
                "127.0.0.1:2379",
                "http://127.0.0.1",
                "http://no such:1",
                ""
            })
    void aListenUrlThatCannotWorkIsOneSentence(String url) {
        assertThatThrownBy(() -> listener(true, 100, url))
                .isInstanceOf(ComponentException.class)
                .hasMessageStartingWith("cannot listen on " + url);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aThreadKnowsItsEventLoop(boolean epoll) throws Exception {
        ClientListener listener = listener(epoll, 100, "http://127.0.0.1:0");
        assertThat(listener.eventLoops().current()).isNull();
        EventLoop loop = listener.eventLoops().group().next();
        assertThat(loop.submit(() -> listener.eventLoops().current()).get(60, TimeUnit.SECONDS))
                .isSameAs(loop);
        assertThat(loop.submit(() -> listener.eventLoops().current()).get(60, TimeUnit.SECONDS))
                .isSameAs(loop);
    }

    /** Also by a reset: what we sent may come after the connection was given up. */
    private static void assertHungUp(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return probe.isBound();
        } catch (IOException none) {
            return false;
        }
    }

    private ClientListener listener(boolean epoll, int connectionsMax, String... urls) {
        return listener(new ListenerSettings(2, epoll, connectionsMax, Duration.ofSeconds(10)), urls);
    }

    private ClientListener listener(ListenerSettings settings, String... urls) {
        ClientListener listener = new ClientListener(List.of(urls), metrics, settings);
        listeners.add(listener);
        return listener;
    }

    private static int port(ClientListener listener) {
        return ((InetSocketAddress) listener.boundAddresses().get(0)).getPort();
    }

    private static Socket socket(ClientListener listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(listener));
        socket.setSoTimeout(90_000);
        return socket;
    }

    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String receive(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }
}

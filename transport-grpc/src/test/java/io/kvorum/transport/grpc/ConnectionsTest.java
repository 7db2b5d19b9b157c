package io.kvorum.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.etcdserverpb.KVGrpc;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.PutResponse;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.config.Config;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final PutRequest PUT =
            PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    private static final byte[] PING = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};

    @Test
    void r394_connectionsWaitUntilTheNodeServes() throws Exception {
        try (TestNode node = new TestNode()) {
            node.transport.bind();
            Future<PutResponse> early =
                    KVGrpc.newFutureStub(node.channel()).withWaitForReady().put(PUT);
            try (Socket raw = node.socket()) {
                raw.getOutputStream().write(PREFACE);
                assertThat(early.isDone()).isFalse();
                node.serve();
                assertThat(early.get(30, TimeUnit.SECONDS).hasHeader()).isTrue();
                assertThat(raw.getInputStream().readNBytes(9)[3])
                        .as("a settings frame answers the preface")
                        .isEqualTo((byte) 4);
            }
        }
    }

    @Test
    void halfAPrefaceWaitsForTheOtherHalf() throws Exception {
        try (TestNode node = TestNode.serving();
                Socket raw = node.socket()) {
            raw.getOutputStream().write(PREFACE, 0, 5);
            KVGrpc.newBlockingStub(node.channel()).put(PUT);
            raw.getOutputStream().write(PREFACE, 5, PREFACE.length - 5);
            raw.getOutputStream().write(SETTINGS);
            assertThat(raw.getInputStream().readNBytes(9)[3]).isEqualTo((byte) 4);
        }
    }

    @Test
    void r391_aClientThatPingsTooOftenIsSentAway() throws Exception {
        try (TestNode node = TestNode.serving();
                Socket raw = node.socket()) {
            // In one piece: what the server had not read when it closes would reset the connection, and its last words
            // be lost
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(PREFACE);
            all.writeBytes(SETTINGS);
            for (int i = 0; i < 5; i++) {
                all.writeBytes(PING);
            }
            raw.getOutputStream().write(all.toByteArray());
            assertThat(everything(raw.getInputStream())).contains("too_many_pings");
        }
    }

    @Test
    void r391_theShortestTimeBetweenPingsIsASetting() throws Exception {
        Config lenient = Config.builder(GrpcSettings.KEYS)
                .parse(GrpcSettings.KEEPALIVE_MIN_TIME, "0s")
                .build();
        try (TestNode node = new TestNode(lenient, List.of("http://localhost:0")).serve();
                Socket raw = node.socket()) {
            OutputStream out = raw.getOutputStream();
            out.write(PREFACE);
            out.write(SETTINGS);
            out.write(watchHeaders());
            for (int i = 0; i < 50; i++) {
                out.write(PING);
            }
            InputStream in = raw.getInputStream();
            for (int pongs = 0; pongs < 50; ) {
                byte[] head = in.readNBytes(9);
                assertThat(head[3]).as("no GOAWAY").isNotEqualTo((byte) 7);
                in.readNBytes((head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff);
                pongs += head[3] == 6 ? 1 : 0;
            }
        }
    }

    @Test
    void r392_theHealthServiceKnowsTheServerAndNothingElse() {
        try (TestNode node = TestNode.serving()) {
            HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(node.channel());
            assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                    .isEqualTo(ServingStatus.SERVING);
            assertThat(health.watch(HealthCheckRequest.getDefaultInstance())
                            .next()
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
            assertThatThrownBy(() -> health.check(HealthCheckRequest.newBuilder()
                            .setService("etcdserverpb.KV")
                            .build()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("NOT_FOUND: unknown service");
        }
    }

    @Test
    void r284_aLearnerRefusesToBeAskedForItsHealth() {
        try (TestNode node = TestNode.serving()) {
            node.services.health.learner = true;
            HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(node.channel());
            assertThatThrownBy(() -> health.check(HealthCheckRequest.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("FAILED_PRECONDITION: etcdserver: rpc not supported for learner");
            assertThatThrownBy(() -> health.watch(HealthCheckRequest.getDefaultInstance())
                            .next())
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("FAILED_PRECONDITION: etcdserver: rpc not supported for learner");
        }
    }

    @Test
    void reflectionIsThereIfItIsSwitchedOn() throws Exception {
        Config on = Config.builder(GrpcSettings.KEYS)
                .parse(GrpcSettings.REFLECTION, "true")
                .build();
        try (TestNode node = new TestNode(on, List.of("http://127.0.0.1:0")).serve()) {
            assertThat(reflection(node.channel()).get(30, TimeUnit.SECONDS)).contains("etcdserverpb.KV");
        }
        try (TestNode node = TestNode.serving()) {
            assertThat(reflection(node.channel()).handle((text, failure) -> failure.getMessage()))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo("UNIMPLEMENTED: unknown service grpc.reflection.v1.ServerReflection");
        }
    }

    @Test
    void aStopTakesNoNewCallsAndWaitsForThoseUnderWay() throws Exception {
        try (TestNode node = TestNode.serving()) {
            CompletableFuture<Reply<PutAnswer>> asked = new CompletableFuture<>();
            node.services.onPut = (request, reply) -> asked.complete(reply);
            Future<PutResponse> call = KVGrpc.newFutureStub(node.channel()).put(PUT);
            Reply<PutAnswer> reply = asked.get(30, TimeUnit.SECONDS);
            CompletableFuture<Void> drained = CompletableFuture.runAsync(node::drain);
            assertThat(drained.isDone()).isFalse();
            reply.complete(new PutAnswer(FakeServices.HEADER, null));
            assertThat(call.get(30, TimeUnit.SECONDS).hasHeader()).isTrue();
            drained.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPortInUseIsNamedWithItsCause() {
        try (TestNode node = TestNode.serving()) {
            String url = "http://127.0.0.1:" + node.address().getPort();
            try (TestNode second = new TestNode(Config.defaults(GrpcSettings.KEYS), List.of(url))) {
                assertThatThrownBy(second.transport::bind)
                        .isInstanceOf(ComponentException.class)
                        .hasMessageContaining("cannot listen on " + url)
                        .hasMessageContaining("in use");
            }
        }
    }

    @Test
    void thePluginIsFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(KvorumPlugin.class))
                .anySatisfy(plugin -> assertThat(
                                plugin.clientTransportFactories().get(0).name())
                        .isEqualTo("grpc"));
    }

    @Test
    void closingIsRepeatableAlsoWithoutBinding() {
        TestNode node = new TestNode();
        node.transport.drain(Duration.ofSeconds(1));
        node.close();
        node.close();
    }

    /** Opens a stream: pings are counted more strictly while there is none. */
    private static byte[] watchHeaders() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x83);
        block.write(0x86);
        literal(block, 0x44, "/etcdserverpb.Watch/Watch");
        literal(block, 0x41, "test");
        literal(block, 0x5f, "application/grpc");
        block.write(0x40);
        literal(block, 2, "te");
        literal(block, 8, "trailers");
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {0, 0, (byte) block.size(), 1, 4, 0, 0, 0, 1});
        frame.writeBytes(block.toByteArray());
        return frame.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int first, String value) {
        block.write(first);
        if (first > 8) {
            block.write(value.length());
        }
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private static CompletableFuture<String> reflection(ManagedChannel channel) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response.getListServicesResponse().toString());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        answer.complete("");
                    }
                });
        requests.onNext(
                ServerReflectionRequest.newBuilder().setListServices("*").build());
        return answer;
    }

    private static String everything(InputStream in) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }
}

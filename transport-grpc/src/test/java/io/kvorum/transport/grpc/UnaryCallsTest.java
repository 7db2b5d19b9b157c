package io.kvorum.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.AuthEnableRequest;
import io.kvorum.api.etcdserverpb.AuthGrpc;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.KVGrpc;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseGrpc;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.PutResponse;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.spi.config.Config;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnaryCallsTest {
    private static final PutRequest PUT =
            PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();

    private final TestNode node = TestNode.serving();
    private final KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(node.channel());

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void answersTravelAsTheirMessages() {
        PutResponse put = kv.put(PUT);
        assertThat(put.getHeader()).isEqualTo(FakeServices.HEADER.toMessage());
        assertThat(kv.compact(CompactionRequest.getDefaultInstance()).getHeader())
                .isEqualTo(FakeServices.HEADER.toMessage());
        assertThat(LeaseGrpc.newBlockingStub(node.channel())
                        .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(7).build())
                        .getTTL())
                .isEqualTo(7);
    }

    @Test
    void r396_anAnswerOfTenThousandRowsArrivesWhole() {
        ByteString row = ByteString.copyFrom(new byte[] {10, 1, 'k', 42, (byte) 128, 2})
                .concat(ByteString.copyFrom(new byte[256]));
        RangeAnswer answer = new RangeAnswer(FakeServices.HEADER, Collections.nCopies(10_000, row), false, 10_000);
        node.services.onRange = (request, reply) -> reply.complete(answer);
        RangeResponse response = kv.range(RangeRequest.getDefaultInstance());
        assertThat(response.getKvsCount()).isEqualTo(10_000);
        assertThat(response).isEqualTo(answer.toMessage());
    }

    @Test
    void cli1_everyErrorCodeReachesTheClientWithItsStatusAndText() {
        for (ErrorCode code : ErrorCode.values()) {
            node.services.onPut = (request, reply) -> reply.fail(code.exception());
            StatusRuntimeException failure = failureOf(kv, PUT);
            assertThat(failure.getStatus().getCode().value())
                    .as(code.name())
                    .isEqualTo(code.status().number());
            assertThat(failure.getStatus().getDescription()).isEqualTo(code.text());
        }
    }

    @Test
    void cli2_aCancelledCallIsToldToTheService() throws Exception {
        CompletableFuture<Reply<PutAnswer>> asked = new CompletableFuture<>();
        node.services.onPut = (request, reply) -> asked.complete(reply);
        Future<PutResponse> call = KVGrpc.newFutureStub(node.channel()).put(PUT);
        RequestContext context = node.services.contexts.poll(30, TimeUnit.SECONDS);
        CountDownLatch cancelled = new CountDownLatch(1);
        context.onCancel(cancelled::countDown);
        call.cancel(true);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(context.cancelled()).isTrue();
        asked.join().complete(new PutAnswer(FakeServices.HEADER, null));

        CountDownLatch late = new CountDownLatch(1);
        context.onCancel(late::countDown);
        assertThat(late.getCount()).as("an action set too late runs at once").isZero();
    }

    @Test
    void r38_theDeadlineIsAReadingOfTheNodesClock() throws Exception {
        long before = node.runtime.clock().nanoseconds();
        kv.withDeadlineAfter(100, TimeUnit.SECONDS).put(PUT);
        assertThat(context().deadlineNanos() - before)
                .isBetween(TimeUnit.SECONDS.toNanos(40), TimeUnit.SECONDS.toNanos(160));
        kv.put(PUT);
        assertThat(context().deadlineNanos()).isEqualTo(RequestContext.NO_DEADLINE);
    }

    @Test
    void cli4_anAnswerMayComeFromAnyThreadAndCallsOfAConnectionShareTheirExecutor() throws Exception {
        List<Reply<PutAnswer>> replies = Collections.synchronizedList(new ArrayList<>());
        node.services.onPut = (request, reply) -> replies.add(reply);
        Future<PutResponse> first = KVGrpc.newFutureStub(kv.getChannel()).put(PUT);
        Executor home = context().homeExecutor();
        Future<PutResponse> second = KVGrpc.newFutureStub(kv.getChannel()).put(PUT);
        assertThat(context().homeExecutor()).isSameAs(home);

        replies.get(0).complete(new PutAnswer(FakeServices.HEADER, null));
        replies.get(0).fail(ErrorCode.STOPPED.exception());
        home.execute(() -> replies.get(1).complete(new PutAnswer(FakeServices.HEADER, null)));
        assertThat(first.get(30, TimeUnit.SECONDS).hasHeader()).isTrue();
        assertThat(second.get(30, TimeUnit.SECONDS).hasHeader()).isTrue();
    }

    @Test
    void r60_aMessageBeyondTheLimitIsRefusedInEtcdsWords() {
        PutRequest large = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setValue(ByteString.copyFrom(new byte[2_200_000]))
                .build();
        StatusRuntimeException failure = failureOf(kv, large);
        assertThat(failure.getStatus().getCode().value()).isEqualTo(8);
        assertThat(failure.getStatus().getDescription())
                .isEqualTo("grpc: received message larger than max (" + large.getSerializedSize() + " vs. 2097152)");
        StatusRuntimeException compressed = failureOf(kv.withCompression("gzip"), large);
        assertThat(compressed.getStatus().getDescription())
                .startsWith("grpc: received message larger than max (")
                .endsWith(" vs. 2097152)");
        assertThat(kv.put(PUT).hasHeader()).as("the connection goes on").isTrue();
    }

    @Test
    void r60_aMessageAtTheLimitReachesTheService() {
        int envelope = 3 + 4;
        PutRequest fitting = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setValue(ByteString.copyFrom(new byte[2_097_152 - envelope]))
                .build();
        assertThat(fitting.getSerializedSize()).isEqualTo(2_097_152);
        assertThat(kv.put(fitting).hasHeader()).isTrue();
        PutRequest larger =
                fitting.toBuilder().setKey(ByteString.copyFromUtf8("kk")).build();
        assertThat(failureOf(kv, larger).getStatus().getDescription())
                .isEqualTo("grpc: received message larger than max (2097153 vs. 2097152)");
    }

    @Test
    void aCompressedRequestIsRead() {
        assertThat(kv.withCompression("gzip").put(PUT).hasHeader()).isTrue();
    }

    @Test
    void metadataTellsTokenLeaderAndGateway() throws Exception {
        call("token", "Bearer abc", "authorization", "other", "hasleader", "true", "grpcgateway-accept", "*/*");
        RequestContext context = context();
        assertThat(context.token()).contains("abc");
        assertThat(context.requireLeader()).isTrue();
        assertThat(context.gateway()).isTrue();
        assertThat(context.peerAddress()).startsWith("127.0.0.1:");

        call("authorization", "Bearer xyz", "hasleader", "yes");
        context = context();
        assertThat(context.token()).contains("xyz");
        assertThat(context.requireLeader()).isFalse();
        assertThat(context.gateway()).isFalse();
        call("token", "first", "token", "second");
        assertThat(context().token()).contains("first");
        kv.put(PUT);
        assertThat(context().token()).isEmpty();
    }

    @Test
    void aClientVersionThatIsNoUtf8IsRefused() {
        // gRPC's own client does not send such a value, so the check is asked directly.
        ClientVersions versions = new ClientVersions(node.metrics(), "unary");
        assertThat(GrpcCall.checkMetadata(version(new byte[] {'3', (byte) 0xff}), versions)
                        .text())
                .isEqualTo("etcdserver: invalid client api version");
        assertThat(GrpcCall.checkMetadata(version("3.7é".getBytes(StandardCharsets.UTF_8)), versions))
                .isNull();
        call("client-api-version", "3.7");
        assertThat(node.metrics()
                        .count("etcd_server_client_requests_total", "type", "unary", "client_api_version", "3.7"))
                .isEqualTo(1);
    }

    @Test
    void servicesAndMethodsThatAreNotThereAreUnimplemented() {
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> AuthGrpc.newBlockingStub(node.channel()).authEnable(AuthEnableRequest.getDefaultInstance()));
        assertThat(failure.getStatus().getCode().value()).isEqualTo(12);
        assertThat(failure.getStatus().getDescription()).isEqualTo("unknown service etcdserverpb.Auth");
    }

    @Test
    void metricsBeginAtZeroForEveryMethodAndCode() {
        assertThat(node.metrics().exposition())
                .contains("grpc_server_started_total[grpc_service, etcdserverpb.Watch, grpc_method, Watch, grpc_type,"
                        + " bidi_stream] 0")
                .contains("grpc_server_handled_total[grpc_service, etcdserverpb.KV, grpc_method, RangeStream,"
                        + " grpc_type, server_stream, grpc_code, DataLoss] 0");
        kv.put(PUT);
        String[] labels = {"grpc_service", "etcdserverpb.KV", "grpc_method", "Put", "grpc_type", "unary"};
        for (String name : List.of("started", "msg_received", "msg_sent")) {
            assertThat(node.metrics().count("grpc_server_" + name + "_total", labels))
                    .as(name)
                    .isEqualTo(1);
        }
        assertThat(node.metrics().count("etcd_network_client_grpc_received_bytes_total"))
                .isEqualTo(PUT.getSerializedSize());
        assertThat(node.metrics().count("etcd_network_client_grpc_sent_bytes_total"))
                .isEqualTo(new PutAnswer(FakeServices.HEADER, null).encodedSize());
    }

    @Test
    void timesOfCallsAreMeasuredIfTheyAreAskedFor() {
        String[] labels = {"grpc_service", "etcdserverpb.KV", "grpc_method", "Put", "grpc_type", "unary"};
        Config extensive = Config.builder(GrpcSettings.KEYS)
                .parse(GrpcSettings.METRICS, "extensive")
                .build();
        try (TestNode timed = new TestNode(extensive, List.of("http://127.0.0.1:0")).serve()) {
            KVGrpc.newBlockingStub(timed.channel()).put(PUT);
            assertThat(timed.metrics().count("grpc_server_handling_seconds", labels))
                    .isEqualTo(1);
        }
        kv.put(PUT);
        assertThat(node.metrics().exposition()).doesNotContain("grpc_server_handling_seconds");
    }

    private RequestContext context() throws InterruptedException {
        return node.services.contexts.poll(30, TimeUnit.SECONDS);
    }

    private void call(String... pairs) {
        Metadata metadata = new Metadata();
        for (int i = 0; i < pairs.length; i += 2) {
            metadata.put(Metadata.Key.of(pairs[i], Metadata.ASCII_STRING_MARSHALLER), pairs[i + 1]);
        }
        kv.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata)).put(PUT);
    }

    private static Metadata version(byte[] value) {
        return InternalMetadata.newMetadata("client-api-version".getBytes(StandardCharsets.US_ASCII), value);
    }

    private static StatusRuntimeException failureOf(KVGrpc.KVBlockingStub stub, PutRequest request) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> stub.put(request));
    }
}

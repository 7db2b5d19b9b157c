package io.kvorum.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.StatusCode;
import io.kvorum.api.TxnAnswer;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.mvccpb.KeyValue;
import io.kvorum.spi.config.Config;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayTest {
    private static final String HEADER =
            "\"header\":{\"cluster_id\":\"12101053776486836486\",\"member_id\":\"2\",\"revision\":\"3\",\"raft_term\":\"4\"}"
                    .replace("12101053776486836486", Long.toUnsignedString(FakeServices.HEADER.clusterId()));

    private final TestNode node = TestNode.serving();

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void s100_s102_aPutUnderBothPrefixes() throws Exception {
        for (String prefix : List.of("/v3", "/v3beta")) {
            HttpResponse<String> answer = node.post(prefix + "/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmFy\"}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{" + HEADER + "}");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(answer.headers().firstValue("Grpc-Metadata-Content-Type"))
                    .contains("application/grpc");
            assertThat(node.services.requests.poll())
                    .isEqualTo(PutRequest.newBuilder()
                            .setKey(ByteString.copyFromUtf8("foo"))
                            .setValue(ByteString.copyFromUtf8("bar"))
                            .build());
        }
        notFound(node.post("/v3alpha/kv/put", "{}"));
    }

    @Test
    void s101_aRangeWithARow() throws Exception {
        KeyValue row = KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8("foo"))
                .setCreateRevision(2)
                .setModRevision(2)
                .setVersion(1)
                .setValue(ByteString.copyFromUtf8("bar"))
                .build();
        node.services.onRange = (request, reply) ->
                reply.complete(new RangeAnswer(FakeServices.HEADER, List.of(row.toByteString()), false, 1));
        assertThat(node.post("/v3/kv/range", "{\"key\":\"Zm9v\"}").body())
                .isEqualTo("{" + HEADER + ",\"kvs\":[{\"key\":\"Zm9v\",\"create_revision\":\"2\","
                        + "\"mod_revision\":\"2\",\"version\":\"1\",\"value\":\"YmFy\"}],\"count\":\"1\"}");
    }

    @Test
    void allUnaryPathsOfTheServicesAreThere() throws Exception {
        node.services.onTxn = (request, reply) -> reply.complete(new TxnAnswer(FakeServices.HEADER, false, List.of()));
        assertThat(node.post("/v3/kv/txn", "{}").body()).isEqualTo("{" + HEADER + "}");
        assertThat(node.post("/v3/kv/deleterange", "{}").body()).isEqualTo("{" + HEADER + ",\"deleted\":\"1\"}");
        node.services.requests.clear();
        assertThat(node.post("/v3/kv/compaction", "{\"revision\":5}").body()).isEqualTo("{" + HEADER + "}");
        assertThat(node.services.requests.poll())
                .isEqualTo(CompactionRequest.newBuilder().setRevision(5).build());
        assertThat(node.post("/v3/lease/grant", "{}").statusCode())
                .as("the path is known, the service is not there")
                .isEqualTo(501);
    }

    @Test
    void h20_h21_methodsAndPaths() throws Exception {
        HttpResponse<String> get = node.get("/v3/kv/range");
        assertThat(get.statusCode()).isEqualTo(501);
        assertThat(get.body()).isEqualTo("{\"code\":12,\"message\":\"Method Not Allowed\"}");
        HttpResponse<String> unknown = node.post("/v3/nosuch", "{}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"code\":5,\"message\":\"Not Found\"}");
        assertThat(unknown.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void h22_theContentTypeOfARequestIsIgnored() throws Exception {
        assertThat(node.post("/v3/kv/put", "{}", "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void s104_h60_badRequestsAreAnsweredInJson() throws Exception {
        node.services.onRange = (request, reply) -> reply.fail(ErrorCode.EMPTY_KEY.exception());
        assertThat(node.post("/v3/kv/range", "{}").body())
                .isEqualTo("{\"code\":3,\"message\":\"etcdserver: key is not provided\"}");
        for (String wrong : List.of("{\"key\":\"not base64!\"}", "{bad")) {
            HttpResponse<String> answer = node.post("/v3/kv/range", wrong);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).startsWith("{\"code\":3,\"message\":\"");
            assertThat(answer.headers().firstValue("Grpc-Metadata-Content-Type"))
                    .isEmpty();
        }
    }

    @Test
    void cli1_everyErrorCodeHasItsHttpStatus() throws Exception {
        for (ErrorCode code : ErrorCode.values()) {
            node.services.onPut = (request, reply) -> reply.fail(code.exception());
            HttpResponse<String> answer = node.post("/v3/kv/put", "{}");
            assertThat(answer.statusCode())
                    .as(code.name())
                    .isEqualTo(HttpStatus.of(code.status()).number());
            assertThat(answer.body()).startsWith("{\"code\":" + code.status().number() + ",\"message\":\"");
            assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
                    .as("H65")
                    .isEqualTo(code.status() == StatusCode.UNAUTHENTICATED);
        }
    }

    @Test
    void h29_theTimeoutHeader() throws Exception {
        node.services.onPut = (request, reply) -> {};
        HttpResponse<String> late = node.post("/v3/kv/put", "{}", "Grpc-Timeout", "30m");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).isEqualTo("{\"code\":4,\"message\":\"context deadline exceeded\"}");
        RequestContext context = node.services.contexts.poll();
        CountDownLatch cancelled = new CountDownLatch(1);
        context.onCancel(cancelled::countDown);
        assertThat(cancelled.await(30, TimeUnit.SECONDS))
                .as("the work is cancelled too")
                .isTrue();
        assertThat(context.deadlineNanos()).isNotEqualTo(RequestContext.NO_DEADLINE);
        for (String wrong : List.of("5", "x", "5x", "-5S", "99999999999999999999S")) {
            HttpResponse<String> refused = node.post("/v3/kv/put", "{}", "Grpc-Timeout", wrong);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).isEqualTo("{\"code\":3,\"message\":\"invalid grpc-timeout: " + wrong + "\"}");
        }
        node.services.onPut = (request, reply) -> reply.complete(new PutAnswer(FakeServices.HEADER, null));
        assertThat(node.post("/v3/kv/put", "{}", "Grpc-Timeout", "999999999999999999H")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void h30_headersStandForMetadata() throws Exception {
        node.post("/v3/kv/put", "{}", "Authorization", "Bearer abc", "Grpc-Metadata-Hasleader", "true");
        RequestContext context = node.services.contexts.poll();
        assertThat(context.token()).contains("abc");
        assertThat(context.requireLeader()).isTrue();
        assertThat(context.gateway()).isTrue();
        assertThat(context.peerAddress()).startsWith("127.0.0.1:");
        node.post("/v3/kv/put", "{}", "Authorization", "abc", "Grpc-Metadata-Token", "xyz", "Hasleader", "true");
        context = node.services.contexts.poll();
        assertThat(context.token()).contains("xyz");
        assertThat(context.requireLeader()).isFalse();
    }

    @Test
    void h31_aRequestBeyondTheMessageLimit() throws Exception {
        String value = "A".repeat(2_800_004);
        HttpResponse<String> refused = node.post("/v3/kv/put", "{\"value\":\"" + value + "\"}");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body())
                .isEqualTo("{\"code\":8,\"message\":\"grpc: received message larger than max (2100008 vs. 2097152)\"}");
        assertThat(node.services.requests).isEmpty();
        try (Socket raw = node.socket()) {
            raw.getOutputStream()
                    .write("POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(raw.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("grpc: received message larger than max (99999999 vs. 2097152)");
        }
    }

    @Test
    void cli2_aClientThatLeavesCancelsItsCall() throws Exception {
        CompletableFuture<Reply<PutAnswer>> asked = new CompletableFuture<>();
        node.services.onPut = (request, reply) -> asked.complete(reply);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Socket raw = node.socket()) {
            raw.getOutputStream()
                    .write("POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            asked.get(30, TimeUnit.SECONDS);
            node.services.contexts.poll().onCancel(cancelled::countDown);
        }
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        asked.join().complete(new PutAnswer(FakeServices.HEADER, null));
    }

    @Test
    void theGatewayCanBeSwitchedOff() throws Exception {
        Config off = Config.builder(HttpSettings.KEYS)
                .parse(HttpSettings.GATEWAY, "false")
                .build();
        try (TestNode without = new TestNode(off, "http").serve()) {
            notFound(without.post("/v3/kv/put", "{}"));
            assertThat(without.get("/version").statusCode()).isEqualTo(200);
        }
    }

    private static void notFound(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("404 page not found\n");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    }
}

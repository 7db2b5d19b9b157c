package io.kvorum.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.api.etcdserverpb.KVGrpc;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.config.Config;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PagesTest {
    private final TestNode node = TestNode.serving();

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void h90_version() throws Exception {
        HttpResponse<String> answer = node.get("/version");
        assertThat(answer.body())
                .isEqualTo("{\"etcdserver\":\"3.7.1\",\"etcdcluster\":\"3.7.0\",\"storage\":\"3.7.0\"}");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Date")).isPresent();
        node.services.clusterVersion = Optional.empty();
        assertThat(node.get("/version").body())
                .isEqualTo("{\"etcdserver\":\"3.7.1\",\"etcdcluster\":\"not_decided\",\"storage\":\"unknown\"}");
        HttpResponse<String> post = node.post("/version", "");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET");
        assertThat(post.body()).isEqualTo("Method Not Allowed\n");
    }

    @Test
    void h91_h94_aHealthyMember() throws Exception {
        HttpResponse<String> answer = node.get("/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(((RangeRequest) node.services.requests.poll()).getSerializable())
                .isFalse();
        assertThat(node.metrics().count("etcd_server_health_success")).isEqualTo(1);
        assertThat(node.post("/health", "").statusCode()).isEqualTo(405);
    }

    @Test
    void h92_h93_alarmsThenLeaderThenARead() throws Exception {
        node.services.alarms = List.of(alarm(AlarmType.NOSPACE), alarm(AlarmType.CORRUPT));
        unhealthy("/health", "ALARM NOSPACE");
        unhealthy("/health?exclude=NOSPACE", "ALARM CORRUPT");
        assertThat(node.get("/health?exclude=NOSPACE&exclude=CORRUPT").statusCode())
                .isEqualTo(200);
        unhealthy("/health?exclude=NOSPACE,CORRUPT", "ALARM NOSPACE");
        node.services.alarms = List.of();
        node.services.leader = false;
        unhealthy("/health", "RAFT NO LEADER");
        node.services.requests.clear();
        assertThat(node.get("/health?serializable=true").statusCode()).isEqualTo(200);
        assertThat(((RangeRequest) node.services.requests.poll()).getSerializable())
                .isTrue();
        node.services.leader = true;
        node.services.onRange = (request, reply) -> reply.fail(ErrorCode.TIMEOUT.exception());
        unhealthy("/health", "RANGE ERROR:etcdserver: request timed out");
        node.services.onRange = (request, reply) -> reply.fail(ErrorCode.PERMISSION_DENIED.exception());
        assertThat(node.get("/health").statusCode()).isEqualTo(200);
        assertThat(node.metrics().count("etcd_server_health_failures")).isEqualTo(5);
    }

    @Test
    void r284_aLearnerIsHealthyByWhatItCanReadItself() throws Exception {
        node.services.learner = true;
        assertThat(node.get("/health").statusCode()).isEqualTo(200);
        assertThat(((RangeRequest) node.services.requests.poll()).getSerializable())
                .isTrue();
        node.services.leader = false;
        unhealthy("/health", "RAFT NO LEADER");
    }

    @Test
    void metricsAreCollectedOffTheEventLoop() throws Exception {
        HttpResponse<String> answer = node.get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).contains("kvorum_client_connections 1.0");
    }

    @Test
    void h6_unknownPaths() throws Exception {
        for (String path : List.of("/", "/v2/keys", "/v3", "/health/", "/%zz")) {
            if (!path.contains("%")) {
                assertThat(node.get(path).statusCode()).as(path).isEqualTo(404);
            }
        }
        assertThat(exchange("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("X-Content-Type-Options: nosniff")
                .endsWith("404 page not found\n");
    }

    @Test
    void h80_h81_originsAndOptions() throws Exception {
        HttpResponse<String> options = node.send("OPTIONS", "/nowhere", "");
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.body()).isEmpty();
        assertThat(options.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(node.get("/nowhere").headers().firstValue("Access-Control-Allow-Methods"))
                .contains("POST, GET, OPTIONS, PUT, DELETE");
        Config listed = Config.builder(HttpSettings.KEYS)
                .parse(HttpSettings.CORS, "http://a.example:80, http://b.example")
                .build();
        try (TestNode other = new TestNode(listed, "http").serve()) {
            HttpResponse<String> known = other.send("GET", "/version", "", "Origin", "http://b.example");
            assertThat(known.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("http://b.example");
            HttpResponse<String> unknown = other.send("GET", "/version", "", "Origin", "http://c.example");
            assertThat(unknown.statusCode()).isEqualTo(200);
            assertThat(unknown.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void h82_hostNames() throws Exception {
        Config listed = Config.builder(HttpSettings.KEYS)
                .parse(HttpSettings.HOST_WHITELIST, "good.example,::1")
                .build();
        try (TestNode other = new TestNode(listed, "http").serve()) {
            for (String host : List.of("good.example", "good.example:2379", "[::1]:2379", "[::1]")) {
                assertThat(exchange(other, "GET /version HTTP/1.0\r\nHost: " + host + "\r\n\r\n"))
                        .as(host)
                        .startsWith("HTTP/1.1 200 OK");
            }
            for (String host : List.of("bad.example", "good.example.bad", "")) {
                assertThat(exchange(other, "GET /version HTTP/1.0\r\nHost: " + host + "\r\n\r\n"))
                        .as(host)
                        .startsWith("HTTP/1.1 421 Misdirected Request\r\n")
                        .contains("\r\n\r\n\netcd received your request, but the Host header was unrecognized.\n");
            }
        }
    }

    @Test
    void requestsThatWereSentWithoutWaitingAreAnsweredInOrder() throws Exception {
        BlockingQueue<Reply<PutAnswer>> replies = new LinkedBlockingQueue<>();
        node.services.onPut = (request, reply) -> replies.add(reply);
        String put = "POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
        String version = "GET /version HTTP/1.1\r\nHost: x\r\n\r\n";
        try (Socket raw = node.socket()) {
            raw.getOutputStream()
                    .write((put + version.repeat(40) + version.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
                            .getBytes(StandardCharsets.US_ASCII));
            replies.poll(30, TimeUnit.SECONDS).complete(new PutAnswer(FakeServices.HEADER, null));
            String all = text(raw.getInputStream());
            assertThat(all.indexOf("raft_term")).isLessThan(all.indexOf("etcdserver"));
            assertThat(all.split("etcdserver\":", -1)).hasSize(42);
        }
    }

    @Test
    void headHasLengthButNoBodyAndBrokenRequestsEndTheConnection() throws Exception {
        assertThat(exchange("HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("\r\n\r\n");
        assertThat(exchange("GET /version NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400 Bad Request");
        assertThat(exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).isEmpty();
    }

    @Test
    void r394_requestsWaitUntilTheNodeServes() throws Exception {
        try (TestNode early = new TestNode(Config.defaults(HttpSettings.KEYS), "http");
                Socket raw = early.socket()) {
            raw.getOutputStream().write("GET /version HTTP/1.0\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            early.serve();
            assertThat(text(raw.getInputStream())).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aStopLetsTheRequestUnderWayFinishAndClosesIdleConnections() throws Exception {
        CompletableFuture<Reply<PutAnswer>> asked = new CompletableFuture<>();
        node.services.onPut = (request, reply) -> asked.complete(reply);
        try (Socket idle = node.socket();
                Socket busy = node.socket()) {
            idle.getOutputStream()
                    .write("GET /version HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            busy.getOutputStream()
                    .write("POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            Reply<PutAnswer> reply = asked.get(30, TimeUnit.SECONDS);
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> node.transports.get(0).drain(Duration.ofSeconds(5)));
            text(idle.getInputStream());
            assertThat(drained.isDone()).isFalse();
            reply.complete(new PutAnswer(FakeServices.HEADER, null));
            // Read to its end: the connection is closed whether or not the stop reached it before the answer left.
            assertThat(text(busy.getInputStream())).startsWith("HTTP/1.1 200 OK");
            drained.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void h1_bothProtocolsShareAPortWithoutKnowingOneAnother() throws Exception {
        try (TestNode both = new TestNode(Config.defaults(HttpSettings.KEYS), "grpc", "http").serve()) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(both.address())
                    .usePlaintext()
                    .build();
            try {
                KVGrpc.newBlockingStub(channel).put(PutRequest.getDefaultInstance());
                Object home = both.services.contexts.poll().homeExecutor();
                assertThat(home).isNotNull();
                assertThat(both.get("/version").statusCode()).isEqualTo(200);
                assertThat(both.transports.get(0).boundAddresses())
                        .isEqualTo(both.transports.get(1).boundAddresses());
                assertThat(exchange(both, "\u0016\u0003\u0001 hello, this is TLS"))
                        .isEmpty();
                assertThat(exchange(both, "\u0000\u0001garbage")).isEmpty();
                assertThat(both.metrics()
                                .count("kvorum_client_connections_dropped_total", "reason", "unknown_protocol"))
                        .isEqualTo(2);
                KVGrpc.newBlockingStub(channel).put(PutRequest.getDefaultInstance());
                both.transports.forEach((ClientTransport transport) -> transport.drain(Duration.ofSeconds(5)));
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private void unhealthy(String path, String reason) throws Exception {
        HttpResponse<String> answer = node.get(path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"health\":\"false\",\"reason\":\"" + reason + "\"}\n");
    }

    private static AlarmMember alarm(AlarmType type) {
        return AlarmMember.newBuilder().setMemberID(1).setAlarm(type).build();
    }

    private String exchange(String request) throws Exception {
        return exchange(node, request);
    }

    private static String exchange(TestNode target, String request) throws Exception {
        try (Socket raw = target.socket()) {
            raw.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return text(raw.getInputStream());
        }
    }

    private static String text(InputStream in) throws Exception {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}

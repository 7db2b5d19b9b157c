package io.kvorum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.kvorum.e2e.transcript.Step;
import io.kvorum.e2e.transcript.Step.Run;
import io.kvorum.e2e.transcript.TranscriptReader;
import io.kvorum.server.process.EmbeddedServers;
import io.kvorum.server.process.ServerProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What curl users see, on the port that gRPC clients use too. */
final class HttpIT {
    private static final Pattern CURL = Pattern.compile("curl -i (-X POST )?http://HOST(\\S+)(?: -d '(.*)')?");

    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static String endpoint;

    @BeforeAll
    static void start() {
        server = ServerProcess.in(directory).start();
        endpoint = server.endpoint();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void s100s104_theGatewayAnswersAsRecorded() {
        try (EmbeddedServers servers = new EmbeddedServers()) {
            String fresh = servers.inMemory().clientEndpoint();
            for (Step step : TranscriptReader.read("08-gateway")) {
                compare(fresh, (Run) step);
            }
        }
    }

    private static void compare(String fresh, Run step) {
        Matcher curl = CURL.matcher(step.command());
        assertThat(curl.matches()).as(step.command()).isTrue();
        HttpResponse<String> answer = curl.group(1) == null
                ? Http.get(fresh + curl.group(2))
                : Http.post(fresh + curl.group(2), curl.group(3));
        String[] expected = step.output().standardOutput().split("\n\n", 2);
        List<String> head = expected[0].lines().toList();
        assertThat("HTTP/1.1 " + answer.statusCode())
                .as(step.command())
                .isEqualTo(head.get(0).substring(0, 12));
        for (String header : head.subList(1, head.size())) {
            String[] parts = header.split(": ", 2);
            assertThat(answer.headers().firstValue(parts[0])).as(step.command()).contains(parts[1]);
        }
        String body = Pattern.quote(expected[1])
                .replace("<CLUSTER_ID_DEC>", "\\E\\d+\\Q")
                .replace("<MEMBER_ID_1_DEC>", "\\E\\d+\\Q");
        if (answer.statusCode() == 400 && !expected[1].contains("etcdserver: ")) {
            // S104 leaves the words of the JSON library open.
            body = "\\{\"code\":3,\"message\":\"[^\n]+\"}";
        }
        assertThat(answer.body()).as(step.command()).matches(body);
    }

    @Test
    void s102_theGatewayRunsTransactions() {
        String request =
                "{\"compare\":[{\"key\":\"dHhu\",\"target\":\"VERSION\",\"result\":\"EQUAL\",\"version\":\"0\"}],"
                        + "\"success\":[{\"request_put\":{\"key\":\"dHhu\",\"value\":\"eA==\"}}],"
                        + "\"failure\":[{\"request_range\":{\"key\":\"dHhu\"}}]}";
        assertThat(Http.post(endpoint + "/v3/kv/txn", request).body())
                .contains("\"succeeded\":true,\"responses\":[{\"response_put\":{\"header\":{\"revision\":\"");
        assertThat(Http.post(endpoint + "/v3/kv/txn", request).body())
                .doesNotContain("succeeded")
                .contains("\"response_range\":{")
                .contains("\"value\":\"eA==\"");
    }

    @Test
    void s70_version() {
        HttpResponse<String> answer = Http.get(endpoint + "/version");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"etcdserver\":\"3.7.1\",\"etcdcluster\":\"3.7.0\",\"storage\":\"3.7.0\"}");
    }

    @Test
    void h91_health() {
        HttpResponse<String> answer = Http.get(endpoint + "/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        HttpResponse<String> posted = Http.post(endpoint + "/health", "");
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("Allow")).contains("GET");
    }

    @Test
    void metricsThatDashboardsReadAreThere() {
        HttpResponse<String> answer = Http.get(endpoint + "/metrics");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body()
                        .lines()
                        .filter(line -> line.startsWith("# TYPE "))
                        .map(line -> line.substring("# TYPE ".length())))
                .contains(
                        "etcd_server_has_leader gauge",
                        "etcd_server_is_leader gauge",
                        "etcd_server_leader_changes_seen_total counter",
                        "etcd_server_proposals_committed_total gauge",
                        "etcd_server_proposals_pending gauge",
                        "etcd_server_proposals_failed_total counter",
                        "etcd_server_client_requests_total counter",
                        "etcd_server_health_success counter",
                        "etcd_server_health_failures counter",
                        "etcd_server_slow_read_indexes_total counter",
                        "etcd_server_read_indexes_failed_total counter",
                        "etcd_mvcc_put_total counter",
                        "etcd_mvcc_delete_total counter",
                        "etcd_mvcc_range_total counter",
                        "etcd_mvcc_txn_total counter",
                        "etcd_disk_wal_fsync_duration_seconds histogram",
                        "etcd_disk_wal_write_bytes_total gauge",
                        "etcd_network_client_grpc_sent_bytes_total counter",
                        "etcd_network_client_grpc_received_bytes_total counter",
                        "etcd_debugging_mvcc_keys_total gauge",
                        "etcd_debugging_mvcc_watch_stream_total gauge",
                        "etcd_debugging_mvcc_watcher_total gauge",
                        "etcd_debugging_mvcc_slow_watcher_total gauge",
                        "etcd_debugging_mvcc_events_total counter",
                        "etcd_debugging_mvcc_current_revision gauge",
                        "etcd_debugging_mvcc_compact_revision gauge",
                        "etcd_debugging_lease_granted_total counter",
                        "etcd_debugging_lease_revoked_total counter",
                        "grpc_server_started_total counter",
                        "grpc_server_handled_total counter",
                        "grpc_server_msg_received_total counter",
                        "grpc_server_msg_sent_total counter",
                        "process_resident_memory_bytes gauge",
                        "process_cpu_seconds_total counter",
                        "process_open_fds gauge",
                        "process_start_time_seconds gauge");
        assertThat(answer.body()).contains("grpc_server_started_total{").contains("grpc_method=\"LeaseGrant\"");
    }

    @Test
    void r390_grpcAndHttpShareThePort() {
        try (GrpcClient grpc = new GrpcClient(endpoint)) {
            grpc.put("shared", "x");
            assertThat(Http.post(endpoint + "/v3/kv/range", "{\"key\":\"c2hhcmVk\"}")
                            .body())
                    .contains("\"value\":\"eA==\"");
        }
    }

    @Test
    void grpcAloneDoesNotSpeakHttp() {
        try (EmbeddedServers servers = new EmbeddedServers()) {
            String alone = servers.inMemory("client-transports", "grpc").clientEndpoint();
            try (GrpcClient grpc = new GrpcClient(alone)) {
                assertThat(grpc.put("alone", "x")).isEqualTo(2);
            }
            assertThatThrownBy(() -> Http.get(alone + "/version")).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void httpAloneDoesNotSpeakGrpc() {
        try (EmbeddedServers servers = new EmbeddedServers()) {
            String alone = servers.inMemory("client-transports", "http").clientEndpoint();
            assertThat(Http.post(alone + "/v3/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmFy\"}")
                            .statusCode())
                    .isEqualTo(200);
            try (GrpcClient grpc = new GrpcClient(alone)) {
                assertThatThrownBy(() -> grpc.put("alone", "x"))
                        .isInstanceOf(StatusRuntimeException.class)
                        .hasMessageStartingWith("UNAVAILABLE");
            }
        }
    }
}

package io.kvorum.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.server.Kvorum;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What dashboards and alert rules ask for is there from the start (v3-http.md §11), as far as one member has it. */
final class MetricNamesTest {
    private static final List<String> TYPES = List.of(
            "etcd_server_has_leader gauge",
            "etcd_server_leader_changes_seen_total counter",
            "etcd_server_proposals_committed_total gauge",
            "etcd_server_proposals_applied_total gauge",
            "etcd_server_proposals_pending gauge",
            "etcd_server_proposals_failed_total counter",
            "etcd_server_quota_backend_bytes gauge",
            "etcd_mvcc_db_total_size_in_bytes gauge",
            "etcd_mvcc_db_total_size_in_use_in_bytes gauge",
            "etcd_disk_wal_fsync_duration_seconds histogram",
            "etcd_disk_backend_commit_duration_seconds histogram",
            "etcd_network_client_grpc_sent_bytes_total counter",
            "etcd_network_client_grpc_received_bytes_total counter",
            "grpc_server_started_total counter",
            "grpc_server_handled_total counter",
            "grpc_server_handling_seconds histogram",
            "process_resident_memory_bytes gauge",
            "etcd_server_is_leader gauge",
            "etcd_server_is_learner gauge",
            "etcd_server_go_version gauge",
            "etcd_server_health_success counter",
            "etcd_server_health_failures counter",
            "etcd_server_learner_promote_successes counter",
            "etcd_server_snapshot_apply_in_progress_total gauge",
            "etcd_server_slow_apply_total counter",
            "etcd_server_read_indexes_failed_total counter",
            "etcd_server_slow_read_indexes_total counter",
            "etcd_disk_wal_write_bytes_total gauge",
            "process_cpu_seconds_total counter",
            "process_open_fds gauge",
            "process_max_fds gauge",
            "process_start_time_seconds gauge",
            "process_virtual_memory_bytes gauge");

    @Test
    void namesAndTypesAreThoseOfTheContract() throws Exception {
        try (Kvorum server = Kvorum.embedded()
                .inMemory()
                .port(0)
                .setting("quota-backend-bytes", "123456789")
                .setting("metrics", "extensive")
                .start()) {
            String page = metrics(server);
            for (String type : TYPES) {
                assertThat(page).contains("# TYPE " + type + "\n");
            }
            assertThat(page)
                    .contains("etcd_server_id{server_id=\"8e9e05c52164694d\"} 1\n")
                    .contains("etcd_server_version{server_version=\"3.7.1\"} 1\n")
                    .contains("etcd_server_has_leader 1\n")
                    .contains("etcd_server_is_learner 0\n")
                    .contains("etcd_server_quota_backend_bytes 123456789\n");
        }
    }

    private static String metrics(Kvorum server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.clientEndpoint() + "/metrics"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}

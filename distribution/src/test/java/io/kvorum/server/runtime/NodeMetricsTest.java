package io.kvorum.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.runtime.Metrics;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class NodeMetricsTest {
    private final NodeMetrics metrics = new NodeMetrics();

    @Test
    void namesComeOutAsGiven() {
        metrics.gauge("etcd_server_proposals_committed_total", "The committed index.", () -> 7);
        metrics.counter("etcd_server_health_success", "Successful health checks.")
                .increment();
        metrics.counter("etcd_server_leader_changes_seen_total", "Leader changes.")
                .add(2);
        metrics.gauge("etcd_debugging_mvcc_keys_total", "Keys.", () -> 3);
        assertThat(metrics.exposition())
                .contains("# TYPE etcd_server_proposals_committed_total gauge\n"
                        + "etcd_server_proposals_committed_total 7\n")
                .contains("# HELP etcd_server_health_success Successful health checks.\n"
                        + "# TYPE etcd_server_health_success counter\netcd_server_health_success 1\n")
                .contains("etcd_server_leader_changes_seen_total 2\n")
                .contains("# TYPE etcd_debugging_mvcc_keys_total gauge\netcd_debugging_mvcc_keys_total 3\n");
    }

    @Test
    void histogramsHaveCumulativeBuckets() {
        Metrics.Histogram histogram = metrics.histogram(
                "etcd_disk_wal_fsync_duration_seconds", "Log sync latency.", Metrics.doublingBuckets(0.001, 14));
        histogram.observe(0.0005);
        histogram.observe(0.001);
        histogram.observe(0.0015);
        histogram.observe(100);
        assertThat(metrics.exposition())
                .contains("# TYPE etcd_disk_wal_fsync_duration_seconds histogram\n")
                .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.001\"} 2\n")
                .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.002\"} 3\n")
                .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"8.192\"} 3\n")
                .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"+Inf\"} 4\n")
                .contains("etcd_disk_wal_fsync_duration_seconds_sum 100.003\n")
                .contains("etcd_disk_wal_fsync_duration_seconds_count 4\n");
    }

    @Test
    void labelsStandInTheOrderOfTheirNamesAndAreEscaped() {
        metrics.counter("grpc_server_handled_total", "Calls.", "grpc_type", "unary", "grpc_code", "O\"K\n")
                .add(5);
        assertThat(metrics.exposition())
                .contains("grpc_server_handled_total{grpc_code=\"O\\\"K\\n\",grpc_type=\"unary\"} 5\n");
    }

    @Test
    void askingAgainGivesTheSameMeterAndAnotherTypeIsRefused() {
        metrics.counter("a_total", "A.", "x", "1").increment();
        metrics.counter("a_total", "A.", "x", "1").increment();
        assertThat(metrics.exposition()).contains("a_total{x=\"1\"} 2\n");
        assertThatThrownBy(() -> metrics.gauge("a_total", "A.", () -> 1)).hasMessageContaining("a counter already");
    }

    @Test
    void theProcessShowsItself() {
        try (ThreadedNodeRuntime runtime = new ThreadedNodeRuntime(Path.of("unused"), 2)) {
            ProcessMetrics.register(runtime);
            assertThat(runtime.metrics().exposition())
                    .containsPattern("process_resident_memory_bytes [1-9]\\d+\n")
                    .containsPattern("process_cpu_seconds_total \\d")
                    .containsPattern("process_open_fds [1-9]")
                    .containsPattern("process_max_fds [1-9]")
                    .containsPattern("process_start_time_seconds [1-9]");
        }
    }
}

package io.kvorum.raft.driver;

import io.kvorum.spi.runtime.Metrics;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What this algorithm measures, under etcd's names. */
final class RaftMetrics {
    final Metrics.Counter leaderChanges;
    final Metrics.Counter failedProposals;
    final Metrics.Counter droppedMessages;
    final Metrics.Counter droppedPromises;
    final Metrics.Counter lateHeartbeats;
    final LongAdder logBytes = new LongAdder();
    final Metrics.Histogram syncSeconds;

    private final Metrics metrics;

    RaftMetrics(Metrics metrics, RaftStatus status) {
        this.metrics = metrics;
        leaderChanges = metrics.counter("etcd_server_leader_changes_seen_total", "The number of leader changes seen.");
        failedProposals =
                metrics.counter("etcd_server_proposals_failed_total", "The total number of failed proposals seen.");
        droppedMessages = metrics.counter(
                "kvorum_raft_messages_dropped_total", "Messages of other members that found the mailbox full.");
        droppedPromises = metrics.counter(
                "kvorum_raft_promises_dropped_total",
                "Votes and acknowledgements that were dropped because too many waited for the log.");
        lateHeartbeats = metrics.counter(
                "etcd_server_heartbeat_send_failures_total",
                "The total number of leader heartbeat send failures (likely overloaded from slow disk).");
        // A gauge, although it only grows: that is its type in etcd.
        metrics.gauge("etcd_disk_wal_write_bytes_total", "Total number of bytes written in WAL.", logBytes::sum);
        syncSeconds = metrics.histogram(
                "etcd_disk_wal_fsync_duration_seconds",
                "The latency distributions of fsync called by WAL.",
                Metrics.doublingBuckets(0.001, 14));
        metrics.gauge(
                "etcd_server_has_leader",
                "Whether or not a leader exists. 1 is existence, 0 is not.",
                () -> status.view().leader().isPresent() ? 1 : 0);
        metrics.gauge(
                "etcd_server_is_leader",
                "Whether or not this member is a leader. 1 if is, 0 otherwise.",
                () -> status.leads() ? 1 : 0);
        metrics.gauge(
                "etcd_server_proposals_committed_total",
                "The total number of consensus proposals committed.",
                status::commitIndex);
        // A gauge, so that the lane that ticks is the only writer.
        metrics.gauge(
                "kvorum_raft_ticks_total",
                "Heartbeat intervals that the timer of this member has counted.",
                status::ticks);
        metrics.gauge(
                "kvorum_raft_leader_wait_ticks",
                "Heartbeat intervals between the last word of the former leader, or the start, and the present leader.",
                status::leaderWaitTicks);
        metrics.gauge(
                "kvorum_raft_pending_bytes",
                "Size of the entries in memory that were not handed out for applying yet.",
                status::pendingBytes);
        metrics.gauge(
                "kvorum_raft_log_lacks_space",
                "Whether the log has no room for clients' commands. 1 if so, 0 otherwise.",
                () -> status.troubles().logLacksSpace() ? 1 : 0);
        metrics.gauge(
                "kvorum_raft_log_stalled",
                "Whether nothing became durable in the log for an election timeout although something waits. 1 if so, 0 otherwise.",
                () -> status.troubles().logStalled() ? 1 : 0);
        metrics.gauge(
                "kvorum_raft_members_silent",
                "On a leader: members that have not answered for three election timeouts.",
                () -> status.troubles().silent().size());
        metrics.gauge(
                "kvorum_raft_members_behind",
                "On a leader: members that are far behind and do not catch up.",
                () -> status.troubles().behind().size());
    }

    /** What waits in a bounded queue. */
    void queue(String name, String content, IntSupplier size) {
        metrics.gauge("kvorum_raft_" + name, content, size::getAsInt);
    }
}

package io.kvorum.engine.mvcc;

import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.Metrics.Counter;

/** The measurements of the key space, under etcd's names. */
final class MvccMetrics {
    private final Counter puts;
    private final Counter deletes;
    private final Counter ranges;
    private final Counter transactions;
    private final Counter compactedRevisions;

    MvccMetrics(Metrics metrics, MvccStore store) {
        puts = metrics.counter("etcd_mvcc_put_total", "Total number of puts seen by this member.");
        deletes = metrics.counter("etcd_mvcc_delete_total", "Total number of deletes seen by this member.");
        ranges = metrics.counter("etcd_mvcc_range_total", "Total number of ranges seen by this member.");
        transactions = metrics.counter("etcd_mvcc_txn_total", "Total number of txns seen by this member.");
        compactedRevisions =
                metrics.counter("etcd_debugging_mvcc_db_compaction_keys_total", "Total number of db keys compacted.");
        metrics.gauge(
                "etcd_debugging_mvcc_keys_total",
                "Total number of keys.",
                () -> store.index().entries());
        metrics.gauge(
                "etcd_debugging_mvcc_current_revision", "The current revision of store.", store::publishedRevision);
        metrics.gauge(
                "etcd_debugging_mvcc_compact_revision",
                "The revision of the last compaction in store.",
                store::compactRevision);
    }

    void put() {
        puts.increment();
    }

    void delete() {
        deletes.increment();
    }

    void range() {
        ranges.increment();
    }

    void transaction() {
        transactions.increment();
    }

    void compacted(int revisions) {
        compactedRevisions.add(revisions);
    }
}

package io.kvorum.api;

import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.CompactionResponse;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.TxnRequest;

/**
 * The key space: reads, writes, transactions and compaction.
 *
 * <p>Threading: every method may be called from any thread, concurrently, and returns without waiting. The answer
 * comes through the reply or sink, on any thread, also before the method returns. Errors come through it too; a method
 * throws nothing. The request is not changed by either side.
 */
public interface Kv {
    /** Reads a key or an interval, linearizable unless the request says otherwise (R21-R39). */
    void range(RequestContext context, RangeRequest request, Reply<RangeAnswer> reply);

    /**
     * Reads an interval in chunks at one revision (R40-R47). At least one chunk, disjoint, in key order; only the last
     * has a header, {@code more} and {@code count}. The transport wraps each chunk as {@link RangeStreamAnswer}. Ends
     * with {@link Sink#complete()}, with {@link Sink#fail}, or when the call is cancelled.
     */
    void rangeStream(RequestContext context, RangeRequest request, Sink<RangeAnswer> sink);

    /** Stores one pair (R50-R55). */
    void put(RequestContext context, PutRequest request, Reply<PutAnswer> reply);

    /** Deletes a key or an interval (R56, R57). */
    void deleteRange(RequestContext context, DeleteRangeRequest request, Reply<DeleteRangeAnswer> reply);

    /** Runs a guarded batch of operations as one (R70-R93). */
    void txn(RequestContext context, TxnRequest request, Reply<TxnAnswer> reply);

    /** Makes the history below a revision unreadable (R100-R107). */
    void compact(RequestContext context, CompactionRequest request, Reply<CompactionResponse> reply);
}

package io.kvorum.api;

import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;

/**
 * The client's side of a stream of lease renewals. The transport calls it from one thread at a time, each call
 * happening before the next; no method waits, throws, or answers other than through the sink of the stream.
 */
public interface KeepAliveStream {
    /**
     * Renews a lease; answered in the order of the requests (R124). Without effect after {@link #halfClose()}, {@link
     * #close()} or the end of the sink.
     */
    void request(LeaseKeepAliveRequest request);

    /** The client sends no more: the sink is completed after the last answer (R129). Repeating it has no effect. */
    void halfClose();

    /** Ends the stream at once: the client cancelled or its connection has gone. Repeating it has no effect. */
    void close();
}

package io.kvorum.api;

import io.kvorum.api.etcdserverpb.WatchRequest;

/**
 * The client's side of a watch stream. The transport calls it from one thread at a time, each call happening before the
 * next; no method waits, throws, or answers other than through the sink of the stream.
 */
public interface WatchStream {
    /**
     * Handles a message of the client: create, cancel or ask for progress, in the order of arrival (R160). A message
     * without content is ignored (R161). Without effect after {@link #close()} or after the sink has ended.
     */
    void request(WatchRequest request);

    /**
     * Ends the stream and all its watchers: the client cancelled or its connection has gone. The half-close of the
     * client is no reason to call this (R190). The stream ends its sink with {@link ErrorCode#WATCH_CANCELED}.
     * Repeating it has no effect.
     */
    void close();
}

package io.kvorum.spi.client;

import io.kvorum.spi.runtime.NodeRuntime;
import java.util.List;
import java.util.function.Supplier;

/** What the server lends a client transport. */
public interface ClientTransportContext {
    NodeRuntime runtime();

    /** Where clients connect, as URLs such as {@code http://127.0.0.1:2379}; port 0 picks a free one. */
    List<String> listenUrls();

    /** Largest request in bytes, etcd's {@code max-request-bytes}; messages may be {@link #MESSAGE_OVERHEAD} larger. */
    int requestBytesMax();

    /** How much larger than {@link #requestBytesMax()} a message may be before the transport refuses it (R60). */
    int MESSAGE_OVERHEAD = 512 * 1024;

    /**
     * One instance per node: the first caller's supplier makes it. So two transports that do not know one another share
     * a listener. An instance that is {@link AutoCloseable} is closed with the node, after all transports.
     */
    <T> T shared(Class<T> type, Supplier<T> supplier);
}

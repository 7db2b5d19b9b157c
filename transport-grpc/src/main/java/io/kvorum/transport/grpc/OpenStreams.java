package io.kvorum.transport.grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams under way, so that a stop can end them: by themselves they would live as long as their clients. */
final class OpenStreams {
    private final Set<StreamCall<?, ?, ?>> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    void add(StreamCall<?, ?, ?> stream) {
        streams.add(stream);
        if (stopping) {
            stream.stop();
        }
    }

    void remove(StreamCall<?, ?, ?> stream) {
        streams.remove(stream);
    }

    /** Ends all streams, and those that still come. */
    void stop() {
        stopping = true;
        streams.forEach(StreamCall::stop);
    }
}

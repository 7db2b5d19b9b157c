package io.kvorum.transport.grpc;

import io.kvorum.api.WatchStream;
import io.kvorum.api.etcdserverpb.WatchRequest;

/** A client's watch stream. That the client sends no more ends nothing (R190). */
record WatchClient(WatchStream stream) implements ClientStream<WatchRequest> {
    @Override
    public void request(WatchRequest request) {
        stream.request(request);
    }

    @Override
    public void halfClose() {}

    @Override
    public void close() {
        stream.close();
    }
}

package io.kvorum.transport.grpc;

import io.kvorum.api.KeepAliveStream;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;

/** A client's stream of lease renewals. */
record KeepAliveClient(KeepAliveStream stream) implements ClientStream<LeaseKeepAliveRequest> {
    @Override
    public void request(LeaseKeepAliveRequest request) {
        stream.request(request);
    }

    @Override
    public void halfClose() {
        stream.halfClose();
    }

    @Override
    public void close() {
        stream.close();
    }
}

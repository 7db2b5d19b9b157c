package io.kvorum.transport.grpc;

/** The client's side of a stream, whatever its service; called on the event loop of the connection. */
interface ClientStream<Q> {
    void request(Q request);

    void halfClose();

    void close();
}

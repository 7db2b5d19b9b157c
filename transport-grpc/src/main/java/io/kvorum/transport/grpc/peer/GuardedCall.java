package io.kvorum.transport.grpc.peer;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.kvorum.spi.Bytes;

/** The answering side of a call, for any thread: answers and the end never overlap, and nothing follows the end. */
final class GuardedCall {
    private final ServerCall<?, Bytes> call;
    private final PeerIdentity self;
    private boolean ended;

    GuardedCall(ServerCall<?, Bytes> call, PeerIdentity self) {
        this.call = call;
        this.self = self;
    }

    /** Says who answers. Once, before everything else but {@link #refuse}. */
    synchronized void begin() {
        if (!ended) {
            Metadata headers = new Metadata();
            self.writeTo(headers);
            call.sendHeaders(headers);
        }
    }

    synchronized void send(Bytes message) {
        if (!ended) {
            call.sendMessage(message);
        }
    }

    synchronized void request(int messages) {
        if (!ended) {
            call.request(messages);
        }
    }

    synchronized void complete() {
        end(Status.OK, new Metadata());
    }

    synchronized void refuse(Refusal refusal) {
        end(refusal.status(), refusal.trailers(self));
    }

    /** Ends the call in a way that the other side may repair by trying again. */
    synchronized void abort(String why) {
        end(Status.ABORTED.withDescription(why), new Metadata());
    }

    /** The other side ended it. */
    synchronized void cancelled() {
        ended = true;
    }

    private void end(Status status, Metadata trailers) {
        if (!ended) {
            ended = true;
            call.close(status, trailers);
        }
    }
}

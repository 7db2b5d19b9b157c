package io.kvorum.transport.grpc.peer.handshake;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.kvorum.spi.Bytes;

/** The answering side of a call, for any thread: answers and the end never overlap, and nothing follows the end. */
public final class GuardedCall {
    private final ServerCall<?, Bytes> call;
    private final PeerIdentity self;
    private boolean ended;

    GuardedCall(ServerCall<?, Bytes> call, PeerIdentity self) {
        this.call = call;
        this.self = self;
    }

    /** Says who answers. Once, before everything else but {@link #refuse}. */
    public synchronized void begin() {
        if (!ended) {
            Metadata headers = new Metadata();
            self.writeTo(headers);
            call.sendHeaders(headers);
        }
    }

    public synchronized void send(Bytes message) {
        if (!ended) {
            call.sendMessage(message);
        }
    }

    public synchronized void request(int messages) {
        if (!ended) {
            call.request(messages);
        }
    }

    public synchronized void complete() {
        end(Status.OK, new Metadata());
    }

    public synchronized void refuse(Refusal refusal) {
        end(refusal.status(), refusal.trailers(self));
    }

    /** Refuses it before anything is read of it. */
    public <Q> ServerCall.Listener<Q> turnAway(Refusal refusal) {
        refuse(refusal);
        return new ServerCall.Listener<>() {};
    }

    /** Ends the call in a way that the other side may repair by trying again. */
    public synchronized void abort(String why) {
        end(Status.ABORTED.withDescription(why), new Metadata());
    }

    /** The other side ended it. */
    public synchronized void cancelled() {
        ended = true;
    }

    private void end(Status status, Metadata trailers) {
        if (!ended) {
            ended = true;
            call.close(status, trailers);
        }
    }
}

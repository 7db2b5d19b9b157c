package io.kvorum.spi.peer;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotSink;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Hears of what arrives on a channel. Called on threads of the transport, one at a time per sender and urgency; must not
 * block.
 */
public interface PeerReceiver {
    /** A message; the receiver's from now on. */
    void onMessage(MemberId from, Bytes message);

    /**
     * A call.
     *
     * @param from empty for a stranger (PEER-4)
     */
    default CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("this channel answers no calls"));
    }

    /**
     * A snapshot is offered. The transport writes what arrives into the sink and seals it at the end; installing it is the
     * receiver's business. The stage fails to refuse it.
     */
    default CompletionStage<SnapshotSink> onSnapshot(MemberId from, Bytes head) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("this channel takes no snapshots"));
    }
}

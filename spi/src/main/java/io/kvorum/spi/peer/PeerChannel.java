package io.kvorum.spi.peer;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** One user's part of a peer transport. */
public interface PeerChannel {
    /**
     * Sends a message: the concatenation of {@code head} and {@code shared}. Never blocks, never throws, may lose it
     * (PEER-1, PEER-2). When the queue to a member is full the message is dropped and counted.
     *
     * @param urgency messages of different urgency do not wait for one another
     * @param head this receiver's part
     * @param shared parts that also go to others; not copied per receiver if the transport can help it
     */
    void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared);

    /**
     * Asks and waits for an answer (PEER-6). An address can be asked before {@link PeerTransport#start}.
     *
     * @param timeout after it the call ends as unknown
     * @return fails with {@link PeerCallException}
     */
    CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout);

    /** Names the one who hears of what arrives. Once, before the transport starts. */
    void receive(PeerReceiver receiver);

    /** Which messages may overtake. */
    enum Urgency {
        /** Small and dated, such as a heartbeat: never stuck behind the other kind. */
        URGENT,
        /** Everything else. */
        BULK
    }
}

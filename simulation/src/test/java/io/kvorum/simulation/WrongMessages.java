package io.kvorum.simulation;

import io.kvorum.simulation.part.PeerDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerTransport;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A transport that alters Raft's messages: how members behave that reckon wrongly. Numbers are those of its format. */
abstract class WrongMessages extends PeerDecorator {
    static final int PRE_VOTE_REQUEST = 1;
    static final int VOTE_REQUEST = 3;
    static final int VOTE_RESPONSE = 4;
    static final int APPEND_REQUEST = 5;
    static final int APPEND_ACCEPTED = 6;
    static final int APPEND_REJECTED = 7;
    static final int HEARTBEAT = 8;
    static final int READ_INDEX_REQUEST = 10;
    static final int FORWARDED_PROPOSALS = 12;

    /** Where the first field after the term is. */
    static final int FIELDS = 10;

    private static final String RAFT = "raft";

    WrongMessages(PeerTransport transport) {
        super(transport);
    }

    /** Changes a message of the given kind that leaves; the buffer is a copy. */
    static PeerTransport outgoing(PeerTransport transport, int kind, Consumer<ByteBuffer> change) {
        return new WrongMessages(transport) {
            @Override
            protected Bytes outgoing(String channel, MemberId to, Bytes message) {
                return changed(channel, kind, message, change);
            }
        };
    }

    /** Changes a message of the given kind that arrives; the buffer is a copy. */
    static PeerTransport incoming(PeerTransport transport, int kind, Consumer<ByteBuffer> change) {
        return new WrongMessages(transport) {
            @Override
            protected Bytes incoming(String channel, MemberId from, Bytes message) {
                return changed(channel, kind, message, change);
            }
        };
    }

    static boolean is(String channel, int kind, Bytes message) {
        return channel.equals(RAFT) && message.length() >= FIELDS && message.get(1) == kind;
    }

    static Bytes changed(String channel, int kind, Bytes message, Consumer<ByteBuffer> change) {
        if (!is(channel, kind, message)) {
            return message;
        }
        byte[] copy = message.toByteArray();
        change.accept(ByteBuffer.wrap(copy));
        return Bytes.wrap(copy);
    }
}

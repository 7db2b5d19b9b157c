package io.kvorum.simulation.part;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.peer.PeerTransport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * A transport that does what another one does, for variants that watch messages, alter them or hold them back: every
 * message of every channel passes {@link #outgoing} and {@link #incoming}.
 */
public class PeerDecorator implements PeerTransport {
    protected final PeerTransport transport;
    private final Map<String, PeerChannel> channels = new TreeMap<>();
    private final Map<String, PeerReceiver> receivers = new TreeMap<>();

    public PeerDecorator(PeerTransport transport) {
        this.transport = transport;
    }

    /**
     * A message is about to leave, in one piece.
     *
     * @return what leaves instead; null for nothing
     */
    protected Bytes outgoing(String channel, MemberId to, Bytes message) {
        return message;
    }

    /**
     * A message has arrived.
     *
     * @return what arrives instead; null for nothing
     */
    protected Bytes incoming(String channel, MemberId from, Bytes message) {
        return message;
    }

    /** Lets a message arrive as if {@code from} had sent it. On the thread that hears of messages. */
    protected final void deliver(String channel, MemberId from, Bytes message) {
        receivers.get(channel).onMessage(from, message);
    }

    @Override
    public void start() {
        transport.start();
    }

    @Override
    public void setPeers(Membership membership) {
        transport.setPeers(membership);
    }

    @Override
    public PeerChannel channel(String name) {
        return channels.computeIfAbsent(name, absent -> new Channel(name, transport.channel(name)));
    }

    @Override
    public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
        return transport.sendSnapshot(to, channel, head, source);
    }

    @Override
    public Optional<PeerState> peerState(MemberId member) {
        return transport.peerState(member);
    }

    @Override
    public void close() {
        transport.close();
    }

    private final class Channel implements PeerChannel {
        private final String name;
        private final PeerChannel channel;

        Channel(String name, PeerChannel channel) {
            this.name = name;
            this.channel = channel;
        }

        @Override
        public void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared) {
            Bytes changed = outgoing(name, to, concatenate(head, shared));
            if (changed != null) {
                channel.send(to, urgency, changed);
            }
        }

        @Override
        public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
            return channel.call(to, request, timeout);
        }

        @Override
        public void receive(PeerReceiver receiver) {
            receivers.put(name, receiver);
            channel.receive(new PeerReceiver() {
                @Override
                public void onMessage(MemberId from, Bytes message) {
                    Bytes changed = incoming(name, from, message);
                    if (changed != null) {
                        receiver.onMessage(from, changed);
                    }
                }

                @Override
                public CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
                    return receiver.onCall(from, request);
                }

                @Override
                public CompletionStage<SnapshotSink> onSnapshot(MemberId from, Bytes head) {
                    return receiver.onSnapshot(from, head);
                }
            });
        }
    }

    private static Bytes concatenate(Bytes head, Bytes... shared) {
        if (shared.length == 0) {
            return head;
        }
        int length = head.length();
        for (Bytes part : shared) {
            length += part.length();
        }
        byte[] message = new byte[length];
        head.copyTo(message, 0);
        int position = head.length();
        for (Bytes part : shared) {
            part.copyTo(message, position);
            position += part.length();
        }
        return Bytes.wrap(message);
    }
}

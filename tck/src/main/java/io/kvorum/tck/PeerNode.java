package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A member of a transport's test: remembers what arrives on channel {@code raft}, answers calls, takes snapshots. */
final class PeerNode implements PeerReceiver {
    private final MemberId id;
    private final PeerTransport transport;
    private final List<String> messages = new ArrayList<>();
    private final List<Optional<MemberId>> callers = new ArrayList<>();
    private MemorySnapshotSink sink = new MemorySnapshotSink();

    PeerNode(MemberId id, PeerTransport transport) {
        this.id = id;
        this.transport = transport;
        for (String channel : List.of("raft", "members", "version")) {
            transport.channel(channel).receive(this);
        }
    }

    @Override
    public synchronized void onMessage(MemberId from, Bytes message) {
        messages.add(from + ":" + message.toUtf8());
    }

    @Override
    public synchronized CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
        callers.add(from);
        return switch (request.toUtf8()) {
            case "fail" -> CompletableFuture.failedFuture(new IllegalStateException("refused"));
            case "never" -> new CompletableFuture<>();
            default -> CompletableFuture.completedFuture(Bytes.utf8("answer to " + request.toUtf8()));
        };
    }

    @Override
    public synchronized CompletionStage<SnapshotSink> onSnapshot(MemberId from, Bytes head) {
        return head.toUtf8().equals("refuse")
                ? CompletableFuture.failedFuture(new IllegalStateException("refused"))
                : CompletableFuture.completedFuture(sink);
    }

    MemberId id() {
        return id;
    }

    PeerTransport transport() {
        return transport;
    }

    synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    synchronized List<Optional<MemberId>> callers() {
        return List.copyOf(callers);
    }

    synchronized void expectSnapshot(MemorySnapshotSink newSink) {
        sink = newSink;
    }
}

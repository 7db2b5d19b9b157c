package io.kvorum.memory;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.runtime.Cancellable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A channel inside a process. */
final class MemoryPeerChannel implements PeerChannel {
    private final MemoryPeerTransport transport;
    private final String name;
    private volatile PeerReceiver receiver = (from, message) -> {};

    MemoryPeerChannel(MemoryPeerTransport transport, String name) {
        this.transport = transport;
        this.name = name;
    }

    PeerReceiver receiver() {
        return receiver;
    }

    @Override
    public void receive(PeerReceiver newReceiver) {
        receiver = newReceiver;
    }

    @Override
    public void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared) {
        MemoryPeerTransport target = transport.find(to);
        if (target == null || !target.accepts(transport)) {
            return;
        }
        Bytes message = concatenate(head, shared);
        if (!target.lane().offer(() -> target.openChannel(name).receiver.onMessage(transport.memberId(), message))) {
            transport.countDropped();
        }
    }

    @Override
    public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
        CompletableFuture<Bytes> answer = new CompletableFuture<>();
        MemoryPeerTransport target = to instanceof PeerTarget.Known known
                ? transport.find(known.id())
                : transport.find(((PeerTarget.Address) to).url());
        if (target == null || !target.lane().offer(() -> handle(target, request, answer))) {
            answer.completeExceptionally(new PeerCallException(Outcome.UNREACHABLE, "nobody there: " + to));
            return answer;
        }
        Cancellable deadline = transport
                .runtime()
                .schedule(
                        transport.lane(),
                        timeout,
                        () -> answer.completeExceptionally(
                                new PeerCallException(Outcome.UNKNOWN, "no answer in time from " + to)));
        answer.whenComplete((bytes, failure) -> deadline.cancel());
        return answer;
    }

    private void handle(MemoryPeerTransport target, Bytes request, CompletableFuture<Bytes> answer) {
        boolean member = target.accepts(transport);
        boolean open = transport.stranger() && (name.equals("members") || name.equals("version"));
        if (!member && !open) {
            answer.completeExceptionally(
                    new PeerCallException(Outcome.REFUSED, "channel " + name + " is for members only"));
            return;
        }
        Optional<MemberId> from = member ? Optional.of(transport.memberId()) : Optional.empty();
        target.openChannel(name).receiver.onCall(from, request).whenComplete((bytes, failure) -> {
            if (failure == null) {
                answer.complete(bytes);
            } else {
                answer.completeExceptionally(
                        new PeerCallException(Outcome.REFUSED, String.valueOf(failure.getMessage())));
            }
        });
    }

    private static Bytes concatenate(Bytes head, Bytes... shared) {
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

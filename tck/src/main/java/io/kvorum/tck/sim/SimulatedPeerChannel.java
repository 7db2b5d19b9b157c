package io.kvorum.tck.sim;

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

/** A channel over the simulated network. */
final class SimulatedPeerChannel implements PeerChannel {
    private final SimulatedPeerTransport transport;
    private final String name;
    private final String urgentStream;
    private final String bulkStream;
    private PeerReceiver receiver = (from, message) -> {};

    SimulatedPeerChannel(SimulatedPeerTransport transport, String name) {
        this.transport = transport;
        this.name = name;
        this.urgentStream = name + "/" + Urgency.URGENT;
        this.bulkStream = name + "/" + Urgency.BULK;
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
        SimulatedPeerTransport target = transport.alive() ? transport.find(to) : null;
        if (target == null) {
            return;
        }
        Bytes message = concatenate(head, shared);
        String stream = urgency == Urgency.URGENT ? urgentStream : bulkStream;
        transport.network().carry(transport.memberId(), target, stream, () -> {
            if (target.accepts(transport)) {
                // A full lane drops the message, as a full queue does
                target.lane().offer(() -> target.openChannel(name).receiver().onMessage(transport.memberId(), message));
            }
        });
    }

    @Override
    public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
        SimulatedPeerTransport target = transport.alive() ? find(to) : null;
        if (target == null) {
            return CompletableFuture.failedFuture(new PeerCallException(Outcome.UNREACHABLE, "nobody there: " + to));
        }
        CompletableFuture<Bytes> answer = new CompletableFuture<>();
        Cancellable deadline = transport
                .runtime()
                .schedule(
                        transport.lane(),
                        timeout,
                        () -> answer.completeExceptionally(
                                new PeerCallException(Outcome.UNKNOWN, "no answer in time from " + to)));
        answer.whenComplete((bytes, failure) -> deadline.cancel());
        boolean[] arrived = new boolean[1];
        transport.network().carry(transport.memberId(), target, name + "/call", () -> {
            // A connection repeats bytes, never a call
            if (!arrived[0]) {
                arrived[0] = true;
                target.lane().offer(() -> handle(target, request, answer));
            }
        });
        return answer;
    }

    private SimulatedPeerTransport find(PeerTarget target) {
        if (target instanceof PeerTarget.Known known) {
            return transport.find(known.id());
        }
        return transport.network().find(transport.memberId(), ((PeerTarget.Address) target).url());
    }

    private void handle(SimulatedPeerTransport target, Bytes request, CompletableFuture<Bytes> answer) {
        boolean member = target.accepts(transport);
        boolean open = transport.stranger() && (name.equals("members") || name.equals("version"));
        if (!member && !open) {
            answerLater(
                    target,
                    () -> answer.completeExceptionally(
                            new PeerCallException(Outcome.REFUSED, "channel " + name + " is for members only")));
            return;
        }
        Optional<MemberId> from = member ? Optional.of(transport.memberId()) : Optional.empty();
        target.openChannel(name).receiver().onCall(from, request).whenComplete((bytes, failure) -> {
            if (failure == null) {
                answerLater(target, () -> answer.complete(bytes));
            } else {
                answerLater(
                        target,
                        () -> answer.completeExceptionally(
                                new PeerCallException(Outcome.REFUSED, String.valueOf(failure.getMessage()))));
            }
        });
    }

    private void answerLater(SimulatedPeerTransport target, Runnable completion) {
        target.network()
                .carry(
                        target.memberId(),
                        transport,
                        name + "/answer",
                        () -> transport.lane().offer(completion));
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

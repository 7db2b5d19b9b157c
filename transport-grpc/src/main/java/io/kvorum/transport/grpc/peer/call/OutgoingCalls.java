package io.kvorum.transport.grpc.peer.call;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.transport.grpc.peer.connection.PeerAddress;
import io.kvorum.transport.grpc.peer.connection.PeerEnvironment;
import io.kvorum.transport.grpc.peer.handshake.PeerHeaders;
import io.kvorum.transport.grpc.peer.message.RemotePeer;
import io.kvorum.transport.grpc.peer.message.Roster;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks other members (PEER-6). Any thread. */
public final class OutgoingCalls {
    /** Calls under way to one member; beyond, a call fails as unreachable, which it certainly is. */
    private static final int UNDER_WAY_MAX = 4_096;

    private final PeerEnvironment environment;
    private final Roster roster;
    private volatile boolean closed;

    public OutgoingCalls(PeerEnvironment environment, Roster roster) {
        this.environment = environment;
        this.roster = roster;
    }

    public CompletionStage<Bytes> call(String channel, PeerTarget to, Bytes request, Duration timeout) {
        if (closed) {
            return unreachable("this member's transport is closed");
        }
        if (to instanceof PeerTarget.Known known) {
            return callMember(channel, known.id(), request, timeout);
        }
        return callAddress(channel, ((PeerTarget.Address) to).url(), request, timeout);
    }

    private CompletionStage<Bytes> callMember(String channel, MemberId to, Bytes request, Duration timeout) {
        RemotePeer peer = roster.find(to);
        if (peer == null) {
            return unreachable("there is no other member " + to);
        }
        ManagedChannel connection = peer.connectionForCalls();
        if (connection == null) {
            return unreachable("there is no connection to member " + to);
        }
        AtomicInteger underWay = peer.callsUnderWay();
        if (underWay.incrementAndGet() > UNDER_WAY_MAX) {
            underWay.decrementAndGet();
            return unreachable("too many calls to member " + to);
        }
        CompletableFuture<Bytes> answer = start(connection, channel, Optional.of(to), request, timeout);
        answer.whenComplete((bytes, failure) -> underWay.decrementAndGet());
        return answer;
    }

    /** A connection for this one call: such calls are few. */
    private CompletionStage<Bytes> callAddress(String channel, String url, Bytes request, Duration timeout) {
        PeerAddress address;
        try {
            address = PeerAddress.of(url);
        } catch (ComponentException unusable) {
            return unreachable(unusable.getMessage());
        }
        ManagedChannel connection =
                environment.connections().open(address, environment.loops().next());
        CompletableFuture<Bytes> answer = start(connection, channel, Optional.empty(), request, timeout);
        answer.whenComplete((bytes, failure) -> environment.connections().end(connection));
        return answer;
    }

    private CompletableFuture<Bytes> start(
            ManagedChannel connection, String channel, Optional<MemberId> to, Bytes request, Duration timeout) {
        String target = to.map(id -> "member " + id).orElseGet(connection::authority);
        OutgoingCall call =
                new OutgoingCall(target, refusal -> environment.handshakes().refused(target, refusal));
        Metadata headers = environment.handshakes().introduction(to);
        headers.put(PeerHeaders.CHANNEL, channel);
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .withStreamTracerFactory(call.tracers());
        call.start(connection.newCall(InboundCalls.METHOD, options), headers, request);
        return call.answer();
    }

    private static CompletableFuture<Bytes> unreachable(String why) {
        return CompletableFuture.failedFuture(new PeerCallException(Outcome.UNREACHABLE, why));
    }

    /** Calls fail from now on. */
    public void close() {
        closed = true;
    }
}

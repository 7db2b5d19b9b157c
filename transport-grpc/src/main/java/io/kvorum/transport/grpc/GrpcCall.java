package io.kvorum.transport.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RequestContext;
import io.kvorum.api.StatusCode;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One call: what gRPC tells us of it, and what a service may ask of it, in one object. gRPC calls the listener's
 * methods on the event loop of the connection.
 */
abstract class GrpcCall<Q, A> extends ServerCall.Listener<Inbound<Q>> implements RequestContext {
    final ServerCall<Inbound<Q>, A> call;
    final MethodMetrics metrics;
    final EventLoop home;
    private final long begun;
    private final Metadata metadata;
    private final long deadlineNanos;
    private Runnable cancelAction;
    private volatile boolean cancelled;

    GrpcCall(ServerCall<Inbound<Q>, A> call, Metadata metadata, CallEnvironment environment, MethodMetrics metrics) {
        this.call = call;
        this.metadata = metadata;
        this.metrics = metrics;
        this.home = environment.loops().current();
        this.deadlineNanos = deadline(environment);
        this.begun = metrics.started();
    }

    private static long deadline(CallEnvironment environment) {
        Deadline deadline = Context.current().getDeadline();
        if (deadline == null) {
            return NO_DEADLINE;
        }
        return environment.clock().nanoseconds() + deadline.timeRemaining(TimeUnit.NANOSECONDS);
    }

    /** What is wrong with the metadata, or null (R395: before anything else is looked at). */
    static KvorumException checkMetadata(Metadata metadata, ClientVersions versions) {
        String version = CallMetadata.clientApiVersion(metadata);
        if (version == null) {
            return ErrorCode.INVALID_CLIENT_API_VERSION.exception();
        }
        versions.count(version);
        return null;
    }

    @Override
    public final void onCancel() {
        Runnable action;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            action = cancelAction;
            cancelAction = null;
        }
        boolean late = deadlineNanos != NO_DEADLINE && isDeadlineOver();
        gone(late ? StatusCode.DEADLINE_EXCEEDED : StatusCode.CANCELED);
        if (action != null) {
            action.run();
        }
    }

    private boolean isDeadlineOver() {
        Deadline deadline = Context.current().getDeadline();
        return deadline != null && deadline.isExpired();
    }

    final void handled(StatusCode code) {
        metrics.handled(code, begun);
    }

    /** The client gave up or its connection has gone; on the event loop, once. */
    abstract void gone(StatusCode code);

    @Override
    public final void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                cancelAction = action;
                return;
            }
        }
        action.run();
    }

    @Override
    public final boolean cancelled() {
        return cancelled;
    }

    @Override
    public final long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public final Executor homeExecutor() {
        return home;
    }

    @Override
    public final String peerAddress() {
        SocketAddress peer = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        if (peer instanceof InetSocketAddress address && address.getAddress() != null) {
            String host = address.getAddress().getHostAddress();
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
        }
        return peer == null ? "" : peer.toString();
    }

    @Override
    public final List<X509Certificate> certificateChain() {
        return List.of();
    }

    @Override
    public final Optional<String> token() {
        return CallMetadata.token(metadata);
    }

    @Override
    public final boolean requireLeader() {
        return CallMetadata.requireLeader(metadata);
    }

    @Override
    public final boolean gateway() {
        return CallMetadata.gateway(metadata);
    }

    @Override
    public final OptionalLong retryId() {
        return OptionalLong.empty();
    }
}

package io.kvorum.api;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * What a transport knows of one call besides the request. Lives until the call has ended. All methods may be called
 * from any thread; none blocks or throws.
 */
public interface RequestContext {
    /** The value of {@link #deadlineNanos()} for a call without a deadline. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * When the caller stops waiting: a reading of the node's monotonic clock, in nanoseconds, or {@link #NO_DEADLINE}.
     * A call that runs beyond it ends with {@link ErrorCode#CONTEXT_DEADLINE_EXCEEDED} (R38).
     */
    long deadlineNanos();

    /** Address of the caller as host and port, for logs; empty for a caller inside this process. */
    String peerAddress();

    /** The verified certificates of the TLS client, its own first; empty without client authentication. */
    List<X509Certificate> certificateChain();

    /** The authentication token as the client sent it, without the {@code Bearer} prefix. */
    Optional<String> token();

    /** Whether the caller wants no service from a member that knows no leader (R187, R188, R393). */
    boolean requireLeader();

    /** Whether the call came through the JSON gateway, where the client certificate names nobody. */
    boolean gateway();

    /** Whether the caller has given the call up or the connection has gone. Once true, always true. */
    boolean cancelled();

    /**
     * Sets what to do when the caller gives up; at most one action a call, the last one set counts. It runs once, on a
     * thread of the transport, or at once on the calling thread if the call is cancelled already. It must not block or
     * throw.
     */
    void onCancel(Runnable action);

    /**
     * Where the transport likes its replies: calls with the same executor (compared by identity) belong to one event
     * loop, and the answers of a batch go there in one task. Runs tasks in order, one at a time.
     */
    Executor homeExecutor();

    /** The number by which a repeated request of the same caller is recognised, if the caller gave one. */
    OptionalLong retryId();

    /**
     * The context of a caller inside this process: no deadline, no token, never cancelled.
     *
     * @param homeExecutor where the replies go; {@code Runnable::run} for the thread that completes them
     */
    static RequestContext background(Executor homeExecutor) {
        return new BackgroundRequestContext(NO_DEADLINE, Optional.empty(), homeExecutor);
    }

    /**
     * The context of a caller inside this process that has a deadline or an identity.
     *
     * @param deadlineNanos as of {@link #deadlineNanos()}
     * @param token as of {@link #token()}
     * @param homeExecutor where the replies go
     */
    static RequestContext background(long deadlineNanos, Optional<String> token, Executor homeExecutor) {
        return new BackgroundRequestContext(deadlineNanos, token, homeExecutor);
    }
}

package io.kvorum.api;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/** The context of a caller inside this process; immutable, hence never cancelled. */
record BackgroundRequestContext(long deadlineNanos, Optional<String> token, Executor homeExecutor)
        implements RequestContext {
    BackgroundRequestContext {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(homeExecutor, "homeExecutor");
    }

    @Override
    public String peerAddress() {
        return "";
    }

    @Override
    public List<X509Certificate> certificateChain() {
        return List.of();
    }

    @Override
    public boolean requireLeader() {
        return false;
    }

    @Override
    public boolean gateway() {
        return false;
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public void onCancel(Runnable action) {
        // Nobody can cancel this call, so the action would never run.
    }

    @Override
    public OptionalLong retryId() {
        return OptionalLong.empty();
    }
}

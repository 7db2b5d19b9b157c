package io.kvorum.engine.watch;

import io.kvorum.api.RequestContext;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/** A caller that wants no service from a member without a leader (R187). */
record LeaderRequiringContext() implements RequestContext {
    @Override
    public boolean requireLeader() {
        return true;
    }

    @Override
    public long deadlineNanos() {
        return NO_DEADLINE;
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
    public Optional<String> token() {
        return Optional.empty();
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
    public void onCancel(Runnable action) {}

    @Override
    public Executor homeExecutor() {
        return Runnable::run;
    }

    @Override
    public OptionalLong retryId() {
        return OptionalLong.empty();
    }
}

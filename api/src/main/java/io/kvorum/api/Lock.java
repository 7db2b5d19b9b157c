package io.kvorum.api;

import io.kvorum.api.v3lockpb.LockRequest;
import io.kvorum.api.v3lockpb.LockResponse;
import io.kvorum.api.v3lockpb.UnlockRequest;
import io.kvorum.api.v3lockpb.UnlockResponse;

/**
 * A lock that the owner of a lease can hold, kept as keys of the store (R360-R368). Errors arrive as {@link
 * StatusCode#UNKNOWN} with the plain text (R368).
 *
 * <p>Threading: every method may be called from any thread, concurrently, and returns without waiting. The answer
 * comes through the reply, on any thread, also before the method returns. Errors come through it too; a method throws
 * nothing. The request is not changed by either side.
 */
public interface Lock {
    /** Waits until the caller owns the lock. Cancelling the call gives its place in the queue up. */
    void lock(RequestContext context, LockRequest request, Reply<LockResponse> reply);

    /** Gives the lock up. */
    void unlock(RequestContext context, UnlockRequest request, Reply<UnlockResponse> reply);
}

package io.kvorum.api;

/**
 * The place for the one answer to a unary call.
 *
 * <p>The service calls exactly one of the two methods, exactly once, also when the caller has cancelled meanwhile (the
 * answer is then dropped by the receiver). A call after the first is a fault of the service and has no effect.
 *
 * <p>Threading: from any thread, also from inside the service method that received this reply. An implementation
 * neither blocks nor throws: the caller may be the thread that applies the log. Services that answer many calls at once
 * group the replies by {@link RequestContext#homeExecutor()} and complete each group in one task there.
 *
 * @param <T> the answer
 */
public interface Reply<T> {
    /** Ends the call with its answer, which is never null and not changed afterwards. */
    void complete(T answer);

    /** Ends the call with an error; the caller sees its status and text and nothing else. */
    void fail(KvorumException failure);
}

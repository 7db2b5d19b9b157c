package io.kvorum.api;

/**
 * The receiving end of a stream of answers (watch, keep-alive, range stream, snapshot, observe), with back-pressure.
 *
 * <p>Threading: {@link #offer}, {@link #complete} and {@link #fail} may come from any thread, but from one at a time:
 * the producer orders them, each happening before the next. {@link #isReady} may be called from any thread at any time.
 * No method blocks, no method throws.
 *
 * <p>End of the stream: after {@code complete} or {@code fail} nothing more is offered. When the client has gone,
 * {@code offer} returns false for ever and the ready signal may never come; the producer learns of it by {@link
 * RequestContext#onCancel}, or by {@code close()} of a bidirectional stream, and drops what it holds.
 *
 * @param <T> an element of the stream; not changed after it was offered
 */
public interface Sink<T> {
    /**
     * Hands one element over.
     *
     * @return true if it was taken. False if the sink is not ready: the element was <b>not</b> taken, and the producer
     *     offers it again after the ready signal, which is certain to come while the stream is open
     */
    boolean offer(T element);

    /** Whether the next {@link #offer} would be taken; a hint unless asked by the producer itself. */
    boolean isReady();

    /**
     * Sets the signal that the sink has become ready again. Set once, before the first offer.
     *
     * <p>It runs on a thread of the transport and may run concurrently with an {@code offer} that is about to return
     * false, and without need: so it only wakes the producer, which looks at {@link #isReady()} again. It must neither
     * block nor throw. After each {@code offer} that returned false it runs at least once when there is room, as long
     * as the stream is open.
     */
    void onReady(Runnable signal);

    /** Ends the stream well, after the elements already taken. Ready or not; only the first end counts. */
    void complete();

    /** Ends the stream with an error, after the elements already taken. Ready or not; only the first end counts. */
    void fail(KvorumException failure);
}

package io.kvorum.api;

import java.util.Objects;
import java.util.Optional;

/**
 * An error of the caller's making or of the cluster's state, as the client sees it: a status and a text. It is an
 * answer, not a fault, so it has neither stack trace nor suppressed exceptions and costs no more than any object.
 * Immutable.
 */
public final class KvorumException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final StatusCode status;
    private final Retry retry;

    /** The error with the status and the text of its code. */
    public KvorumException(ErrorCode code) {
        this(code, code.status(), code.text(), code.retry());
    }

    private KvorumException(ErrorCode code, StatusCode status, String text, Retry retry) {
        super(Objects.requireNonNull(text, "text"), null, false, false);
        if (status == StatusCode.OK) {
            throw new IllegalArgumentException("success is not an error: " + text);
        }
        this.code = code;
        this.status = status;
        this.retry = retry;
    }

    /**
     * An error outside the table, with a text of its own.
     *
     * @param retry what a client may do with a write that got this answer
     */
    public static KvorumException withText(StatusCode status, String text, Retry retry) {
        return new KvorumException(null, status, text, retry);
    }

    /**
     * An error outside the table about which nothing is known, e.g. received from another member. A text of the table
     * gets its code back; any other text counts as {@link Retry#UNKNOWN_OUTCOME}.
     */
    public static KvorumException withText(StatusCode status, String text) {
        ErrorCode known = ErrorCode.ofText(text).orElse(null);
        return new KvorumException(known, status, text, known == null ? Retry.UNKNOWN_OUTCOME : known.retry());
    }

    /**
     * The transport refuses to read a message (R60).
     *
     * @param size length of the message, bytes
     * @param maximum the longest that is read, bytes
     */
    public static KvorumException messageTooLarge(long size, long maximum) {
        String text = "grpc: received message larger than max (" + size + " vs. " + maximum + ")";
        return withText(StatusCode.RESOURCE_EXHAUSTED, text, Retry.NEVER);
    }

    /** The same error under another status: the Lock and Election services answer all with UNKNOWN (R368). */
    public KvorumException deliveredAs(StatusCode otherStatus) {
        return otherStatus == status ? this : new KvorumException(code, otherStatus, text(), retry);
    }

    /** The code, or empty for a text outside the table. */
    public Optional<ErrorCode> code() {
        return Optional.ofNullable(code);
    }

    /** Whether this error is the one of the table row {@code expected}. */
    public boolean is(ErrorCode expected) {
        return code == expected;
    }

    /** The status as delivered; never {@link StatusCode#OK}. */
    public StatusCode status() {
        return status;
    }

    /** The text as delivered; never null. */
    public String text() {
        return getMessage();
    }

    /** Whether a client may repeat a write that was answered with this. */
    public Retry retry() {
        return retry;
    }

    /**
     * The form in which etcd quotes an error inside another text, e.g. as the cancel reason of a refused watch (R168).
     */
    public String quoted() {
        return "rpc error: code = " + status.label() + " desc = " + text();
    }
}

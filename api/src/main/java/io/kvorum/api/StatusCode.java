package io.kvorum.api;

/**
 * The status codes of gRPC, without a dependency of callers on gRPC's own type. Immutable, usable from any thread.
 */
public enum StatusCode {
    /** The call succeeded; never the status of a {@link KvorumException}. */
    OK(0, "OK"),
    /** The caller gave the call up. */
    CANCELED(1, "Canceled"),
    /** An error without a better code; etcd uses it for several texts of its own. */
    UNKNOWN(2, "Unknown"),
    /** The request is wrong whatever the state of the cluster. */
    INVALID_ARGUMENT(3, "InvalidArgument"),
    /** Time ran out; the call may have taken effect. */
    DEADLINE_EXCEEDED(4, "DeadlineExceeded"),
    /** The thing named by the request does not exist. */
    NOT_FOUND(5, "NotFound"),
    /** The thing to create exists. */
    ALREADY_EXISTS(6, "AlreadyExists"),
    /** The caller is known but has no right to this. */
    PERMISSION_DENIED(7, "PermissionDenied"),
    /** A quota or size limit is reached. */
    RESOURCE_EXHAUSTED(8, "ResourceExhausted"),
    /** The state of the cluster forbids the call. */
    FAILED_PRECONDITION(9, "FailedPrecondition"),
    /** A conflict with another call. */
    ABORTED(10, "Aborted"),
    /** A revision or number outside the valid range. */
    OUT_OF_RANGE(11, "OutOfRange"),
    /** The service or method is absent. */
    UNIMPLEMENTED(12, "Unimplemented"),
    /** An invariant of the server broke. */
    INTERNAL(13, "Internal"),
    /** The member cannot serve at the moment. */
    UNAVAILABLE(14, "Unavailable"),
    /** Data is lost or damaged. */
    DATA_LOSS(15, "DataLoss"),
    /** The caller is not known. */
    UNAUTHENTICATED(16, "Unauthenticated");

    private final int number;
    private final String label;

    StatusCode(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** The code's number on the wire, 0 to 16. */
    public int number() {
        return number;
    }

    /** The spelling inside etcd's texts, e.g. {@code PermissionDenied} in the cancel reason of a watch (R168). */
    public String label() {
        return label;
    }

    /**
     * The code of a number.
     *
     * @return the code, or {@link #UNKNOWN} for a number outside 0 to 16, as gRPC prescribes
     */
    public static StatusCode ofNumber(int number) {
        // Constants are declared in the order of their numbers, which the test of this type pins.
        return number >= 0 && number < CODES.length ? CODES[number] : UNKNOWN;
    }

    private static final StatusCode[] CODES = values();
}

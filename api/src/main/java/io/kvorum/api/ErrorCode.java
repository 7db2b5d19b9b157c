package io.kvorum.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every error with a fixed text that a client can meet, as etcd 3.7 delivers it: clients recognise errors by their
 * text, so the texts match to the byte. Errors whose text carries numbers are made by {@link KvorumException} directly.
 * Immutable.
 *
 * <p>The Lock and Election services deliver each of these with {@link StatusCode#UNKNOWN} (R368), by {@link
 * KvorumException#deliveredAs}.
 */
public enum ErrorCode {
    /** An empty key in a read, a write, a guard or an operation of a Txn (R21, R50, R56, R79). */
    EMPTY_KEY(StatusCode.INVALID_ARGUMENT, "etcdserver: key is not provided", Retry.NEVER),
    /**
     * {@code ignore_value} or {@code ignore_lease} on a missing key; a Txn operation without content (R52, R79, R83).
     */
    KEY_NOT_FOUND(StatusCode.INVALID_ARGUMENT, "etcdserver: key not found", Retry.NEVER),
    /** {@code ignore_value} together with a value (R50). */
    VALUE_PROVIDED(StatusCode.INVALID_ARGUMENT, "etcdserver: value is provided", Retry.NEVER),
    /** {@code ignore_lease} together with a lease (R50). */
    LEASE_PROVIDED(StatusCode.INVALID_ARGUMENT, "etcdserver: lease is provided", Retry.NEVER),
    /** A list of a Txn is longer than allowed (R78). */
    TOO_MANY_OPERATIONS(StatusCode.INVALID_ARGUMENT, "etcdserver: too many operations in txn request", Retry.NEVER),
    /** A key is put twice, or put and deleted, in one Txn (R80, R81). */
    DUPLICATE_KEY(StatusCode.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request", Retry.NEVER),
    /** The metadata {@code client-api-version} is not UTF-8. */
    INVALID_CLIENT_API_VERSION(StatusCode.INVALID_ARGUMENT, "etcdserver: invalid client api version", Retry.NEVER),
    /** Sort order or target outside the known numbers (R22). */
    INVALID_SORT_OPTION(StatusCode.INVALID_ARGUMENT, "etcdserver: invalid sort option", Retry.NEVER),
    /** The revision lies below the compaction point (R33, R45, R83, R100, R310). */
    COMPACTED(StatusCode.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted", Retry.NEVER),
    /** The revision is not reached yet (R33, R83, R100, R310). */
    FUTURE_REVISION(StatusCode.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision", Retry.NEVER),
    /**
     * The quota is used up (R304, R306). Unknown outcome: the check at apply time answers this although the write took
     * effect.
     */
    NO_SPACE(StatusCode.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded", Retry.UNKNOWN_OUTCOME),
    /** A put with an unknown lease, or its revocation (R51, R83, R123). */
    LEASE_NOT_FOUND(StatusCode.NOT_FOUND, "etcdserver: requested lease not found", Retry.NEVER),
    /** A grant with a used id (R120). */
    LEASE_EXISTS(StatusCode.FAILED_PRECONDITION, "etcdserver: lease already exists", Retry.NEVER),
    /** More than 9,000,000,000 seconds wished for (R121). */
    LEASE_TTL_TOO_LARGE(StatusCode.OUT_OF_RANGE, "etcdserver: too large lease TTL", Retry.NEVER),
    /** End of a watch stream that the client cancelled (R190). */
    WATCH_CANCELED(StatusCode.CANCELED, "etcdserver: watch canceled", Retry.NEVER),
    /** MemberAdd arrived at an id in use. */
    MEMBER_EXISTS(StatusCode.FAILED_PRECONDITION, "etcdserver: member ID already exist", Retry.NEVER),
    /** A peer URL in use by another member (R272, R280). */
    PEER_URL_EXISTS(StatusCode.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists", Retry.NEVER),
    /**
     * A change of membership would endanger the quorum (R274, R277, R281). Declared FailedPrecondition, delivered
     * Unknown.
     */
    MEMBER_NOT_ENOUGH_STARTED(
            StatusCode.UNKNOWN, "etcdserver: re-configuration failed due to not enough started members", Retry.SAFE),
    /** No peer URL, or a wrong one (R272). */
    MEMBER_BAD_URLS(StatusCode.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid", Retry.NEVER),
    /** Remove, update or promote of an unknown or removed id (R277). */
    MEMBER_NOT_FOUND(StatusCode.NOT_FOUND, "etcdserver: member not found", Retry.NEVER),
    /** Promotion of a voter (R281). */
    MEMBER_NOT_LEARNER(StatusCode.FAILED_PRECONDITION, "etcdserver: can only promote a learner member", Retry.NEVER),
    /** Promotion of a learner that lags (R281). */
    LEARNER_NOT_READY(
            StatusCode.FAILED_PRECONDITION,
            "etcdserver: can only promote a learner member which is in sync with leader",
            Retry.SAFE),
    /** More learners than allowed (R276). */
    TOO_MANY_LEARNERS(StatusCode.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster", Retry.NEVER),
    /** Between members only, when they compare hashes; never on a client call. */
    CLUSTER_ID_MISMATCH(StatusCode.FAILED_PRECONDITION, "etcdserver: cluster ID mismatch", Retry.NEVER),
    /** A replicated request above the size limit (R60). */
    REQUEST_TOO_LARGE(StatusCode.INVALID_ARGUMENT, "etcdserver: request is too large", Retry.NEVER),
    /** The apply path lags too far behind the commit index (R59). Declared ResourceExhausted, delivered Unknown. */
    TOO_MANY_REQUESTS(StatusCode.UNKNOWN, "etcdserver: too many requests", Retry.SAFE),
    /** AuthEnable without a root user. */
    ROOT_USER_MISSING(StatusCode.FAILED_PRECONDITION, "etcdserver: root user does not exist", Retry.NEVER),
    /** AuthEnable with a root user that lacks the root role. */
    ROOT_ROLE_MISSING(StatusCode.FAILED_PRECONDITION, "etcdserver: root user does not have root role", Retry.NEVER),
    /** UserAdd of a known name. */
    USER_EXISTS(StatusCode.FAILED_PRECONDITION, "etcdserver: user name already exists", Retry.NEVER),
    /** UserAdd with an empty name; a protected call without identity. */
    USER_EMPTY(StatusCode.INVALID_ARGUMENT, "etcdserver: user name is empty", Retry.NEVER),
    /** An operation on an unknown user; an administrative call of a deleted one. */
    USER_NOT_FOUND(StatusCode.FAILED_PRECONDITION, "etcdserver: user name not found", Retry.NEVER),
    /** RoleAdd of a known name. */
    ROLE_EXISTS(StatusCode.FAILED_PRECONDITION, "etcdserver: role name already exists", Retry.NEVER),
    /** An operation on an unknown role. */
    ROLE_NOT_FOUND(StatusCode.FAILED_PRECONDITION, "etcdserver: role name not found", Retry.NEVER),
    /** RoleAdd with an empty name. */
    ROLE_EMPTY(StatusCode.INVALID_ARGUMENT, "etcdserver: role name is empty", Retry.NEVER),
    /** Authenticate with an unknown user or a wrong password (R214). */
    AUTH_FAILED(
            StatusCode.INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password", Retry.NEVER),
    /** RoleGrantPermission without a permission. */
    PERMISSION_NOT_GIVEN(StatusCode.INVALID_ARGUMENT, "etcdserver: permission not given", Retry.NEVER),
    /** The caller lacks the right. */
    PERMISSION_DENIED(StatusCode.PERMISSION_DENIED, "etcdserver: permission denied", Retry.NEVER),
    /** UserRevokeRole of a role that the user has not. */
    ROLE_NOT_GRANTED(StatusCode.FAILED_PRECONDITION, "etcdserver: role is not granted to the user", Retry.NEVER),
    /** RoleRevokePermission of a permission that the role has not. */
    PERMISSION_NOT_GRANTED(
            StatusCode.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role", Retry.NEVER),
    /** Authenticate while authentication is off. */
    AUTH_NOT_ENABLED(StatusCode.FAILED_PRECONDITION, "etcdserver: authentication is not enabled", Retry.NEVER),
    /** The token is unknown, malformed or expired. Safe once the client has a new one. */
    INVALID_AUTH_TOKEN(StatusCode.UNAUTHENTICATED, "etcdserver: invalid auth token", Retry.SAFE),
    /** A change that would cripple authentication (R231-R234). */
    INVALID_AUTH_MANAGEMENT(StatusCode.INVALID_ARGUMENT, "etcdserver: invalid auth management", Retry.NEVER),
    /** Users or roles changed since the token was issued or the request was checked (R216, R236). */
    AUTH_OLD_REVISION(StatusCode.INVALID_ARGUMENT, "etcdserver: revision of auth store is old", Retry.SAFE),
    /** The call wants a leader (R187, R188, R393), or must be forwarded to one, and there is none. */
    NO_LEADER(StatusCode.UNAVAILABLE, "etcdserver: no leader", Retry.SAFE),
    /** MoveLeader sent to a follower (R317). */
    NOT_LEADER(StatusCode.FAILED_PRECONDITION, "etcdserver: not leader", Retry.NEVER),
    /** A linearizable read or TimeToLive met a change of the leader (R37); nothing was written. */
    LEADER_CHANGED(StatusCode.UNAVAILABLE, "etcdserver: leader changed", Retry.SAFE),
    /** The cluster version does not have this call yet. */
    NOT_CAPABLE(StatusCode.FAILED_PRECONDITION, "etcdserver: not capable", Retry.NEVER),
    /** The member is stopping. */
    STOPPED(StatusCode.UNAVAILABLE, "etcdserver: server stopped", Retry.UNKNOWN_OUTCOME),
    /** A proposal or a read round did not finish in the request timeout (R37, R58). */
    TIMEOUT(StatusCode.UNAVAILABLE, "etcdserver: request timed out", Retry.UNKNOWN_OUTCOME),
    /** As {@link #TIMEOUT}, and the request began shortly before the present leader was elected. */
    TIMEOUT_DUE_TO_LEADER_FAILURE(
            StatusCode.UNAVAILABLE,
            "etcdserver: request timed out, possibly due to previous leader failure",
            Retry.UNKNOWN_OUTCOME),
    /** As {@link #TIMEOUT}, and this member had no connection to the leader, or as leader none to a quorum. */
    TIMEOUT_DUE_TO_CONNECTION_LOST(
            StatusCode.UNAVAILABLE,
            "etcdserver: request timed out, possibly due to connection lost",
            Retry.UNKNOWN_OUTCOME),
    /** The leader waited too long for its own apply path: KeepAlive (R128), TimeToLive, Promote. */
    TIMEOUT_WAITING_FOR_APPLIED_INDEX(
            StatusCode.UNAVAILABLE,
            "etcdserver: request timed out, waiting for the applied index took too long",
            Retry.UNKNOWN_OUTCOME),
    /** A change of membership while too few members are connected (R275, R277). */
    UNHEALTHY(StatusCode.UNAVAILABLE, "etcdserver: unhealthy cluster", Retry.SAFE),
    /** The CORRUPT alarm is active (R305). */
    CORRUPT(StatusCode.DATA_LOSS, "etcdserver: corrupt cluster", Retry.NEVER),
    /** A learner does not serve this call (R284). */
    NOT_SUPPORTED_FOR_LEARNER(StatusCode.FAILED_PRECONDITION, "etcdserver: rpc not supported for learner", Retry.NEVER),
    /** MoveLeader to a member that cannot lead (R317). */
    BAD_LEADER_TRANSFEREE(StatusCode.FAILED_PRECONDITION, "etcdserver: bad leader transferee", Retry.NEVER),
    /** Downgrade to something that is no version (R318). */
    WRONG_DOWNGRADE_VERSION_FORMAT(
            StatusCode.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format", Retry.NEVER),
    /** Downgrade to a version other than one minor below (R318). */
    INVALID_DOWNGRADE_TARGET_VERSION(
            StatusCode.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version", Retry.NEVER),
    /** Downgrade before the cluster agreed on a version (R318). */
    CLUSTER_VERSION_UNAVAILABLE(
            StatusCode.FAILED_PRECONDITION, "etcdserver: cluster version not found during downgrade", Retry.NEVER),
    /** A second downgrade (R318). */
    DOWNGRADE_IN_PROGRESS(
            StatusCode.FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress", Retry.NEVER),
    /** Declared by etcd, returned by no call (R318). */
    NO_DOWNGRADE_IN_PROGRESS(StatusCode.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job", Retry.NEVER),
    /** The caller gave up while the proposal was in flight. */
    CANCELED(StatusCode.CANCELED, "etcdserver: request canceled", Retry.UNKNOWN_OUTCOME),
    /** Declared by etcd, not reached; see {@link #CONTEXT_DEADLINE_EXCEEDED}. */
    DEADLINE_EXCEEDED(StatusCode.DEADLINE_EXCEEDED, "etcdserver: context deadline exceeded", Retry.UNKNOWN_OUTCOME),
    /**
     * The caller's deadline passed (R38), or there was no leader to propose to for the whole request timeout (R58).
     */
    CONTEXT_DEADLINE_EXCEEDED(StatusCode.DEADLINE_EXCEEDED, "context deadline exceeded", Retry.UNKNOWN_OUTCOME),
    /** The caller gave up (R38). */
    CONTEXT_CANCELED(StatusCode.CANCELED, "context canceled", Retry.UNKNOWN_OUTCOME),
    /** A streamed read in another order than by key (R40). */
    RANGE_STREAM_SORT_UNSUPPORTED(
            StatusCode.UNIMPLEMENTED, "RangeStream does not support custom sort orders", Retry.NEVER),
    /** A streamed read with revision bounds (R40). */
    RANGE_STREAM_FILTER_UNSUPPORTED(
            StatusCode.UNIMPLEMENTED, "RangeStream does not support revision filters", Retry.NEVER),
    /** Authenticate for a user that has no password (R214). */
    PASSWORD_FOR_NO_PASSWORD_USER(
            StatusCode.UNKNOWN, "auth: authentication failed, password was given for no password user", Retry.NEVER),
    /** The leader cannot confirm that it leads, so it renews no lease (R126, R127). */
    NOT_PRIMARY_LESSOR(StatusCode.UNKNOWN, "not a primary lessor", Retry.SAFE),
    /** MoveLeader did not finish in time (R317). */
    LEADER_TRANSFER_TIMEOUT(
            StatusCode.UNKNOWN, "etcdserver: request timed out, leader transfer took too long", Retry.UNKNOWN_OUTCOME),
    /** Downgrade with an unknown action. */
    UNKNOWN_METHOD(StatusCode.UNKNOWN, "etcdserver: unknown method", Retry.NEVER),
    /** The lease of a waiting Lock call ended. */
    SESSION_EXPIRED(StatusCode.UNKNOWN, "mutex: session is expired", Retry.NEVER),
    /** Proclaim by somebody who does not lead (R372). */
    ELECTION_NOT_LEADER(StatusCode.UNKNOWN, "election: not leader", Retry.NEVER),
    /** Leader of an election that has none (R375). */
    ELECTION_NO_LEADER(StatusCode.UNKNOWN, "election: no leader", Retry.SAFE),
    /** Proclaim or Resign without a leadership (R372, R373). */
    LEADER_FIELD_MISSING(StatusCode.UNKNOWN, "\"leader\" field must be provided", Retry.NEVER),
    /** A write during a transfer of leadership; it never entered the log. */
    PROPOSAL_DROPPED(StatusCode.UNKNOWN, "raft proposal dropped", Retry.SAFE),
    /** A health check of a service that is not there (R392). */
    UNKNOWN_SERVICE(StatusCode.NOT_FOUND, "unknown service", Retry.NEVER);

    private static final Map<String, ErrorCode> BY_TEXT = new HashMap<>();

    static {
        for (ErrorCode code : values()) {
            BY_TEXT.put(code.text, code);
        }
    }

    private final StatusCode status;
    private final String text;
    private final Retry retry;

    ErrorCode(StatusCode status, String text, Retry retry) {
        this.status = status;
        this.text = text;
        this.retry = retry;
    }

    /** The status as delivered, which for two codes differs from the one that etcd declares. */
    public StatusCode status() {
        return status;
    }

    /** The exact text that the client sees. */
    public String text() {
        return text;
    }

    /** Whether a client may repeat a write that was answered with this. */
    public Retry retry() {
        return retry;
    }

    /** The error itself; the same as {@code new KvorumException(this)}. */
    public KvorumException exception() {
        return new KvorumException(this);
    }

    /** The code with exactly this text, for clients; texts are unique. */
    public static Optional<ErrorCode> ofText(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}

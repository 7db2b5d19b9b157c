package io.kvorum.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The error table of the contract stands here a second time: a slip in {@link ErrorCode} must not pass. */
class ErrorCodeTest {
    private static final String PREFIXED = """
            EMPTY_KEY|InvalidArgument|key is not provided
            KEY_NOT_FOUND|InvalidArgument|key not found
            VALUE_PROVIDED|InvalidArgument|value is provided
            LEASE_PROVIDED|InvalidArgument|lease is provided
            TOO_MANY_OPERATIONS|InvalidArgument|too many operations in txn request
            DUPLICATE_KEY|InvalidArgument|duplicate key given in txn request
            INVALID_CLIENT_API_VERSION|InvalidArgument|invalid client api version
            INVALID_SORT_OPTION|InvalidArgument|invalid sort option
            COMPACTED|OutOfRange|mvcc: required revision has been compacted
            FUTURE_REVISION|OutOfRange|mvcc: required revision is a future revision
            NO_SPACE|ResourceExhausted|mvcc: database space exceeded
            LEASE_NOT_FOUND|NotFound|requested lease not found
            LEASE_EXISTS|FailedPrecondition|lease already exists
            LEASE_TTL_TOO_LARGE|OutOfRange|too large lease TTL
            WATCH_CANCELED|Canceled|watch canceled
            MEMBER_EXISTS|FailedPrecondition|member ID already exist
            PEER_URL_EXISTS|FailedPrecondition|Peer URLs already exists
            MEMBER_NOT_ENOUGH_STARTED|Unknown|re-configuration failed due to not enough started members
            MEMBER_BAD_URLS|InvalidArgument|given member URLs are invalid
            MEMBER_NOT_FOUND|NotFound|member not found
            MEMBER_NOT_LEARNER|FailedPrecondition|can only promote a learner member
            LEARNER_NOT_READY|FailedPrecondition|can only promote a learner member which is in sync with leader
            TOO_MANY_LEARNERS|FailedPrecondition|too many learner members in cluster
            CLUSTER_ID_MISMATCH|FailedPrecondition|cluster ID mismatch
            REQUEST_TOO_LARGE|InvalidArgument|request is too large
            TOO_MANY_REQUESTS|Unknown|too many requests
            ROOT_USER_MISSING|FailedPrecondition|root user does not exist
            ROOT_ROLE_MISSING|FailedPrecondition|root user does not have root role
            USER_EXISTS|FailedPrecondition|user name already exists
            USER_EMPTY|InvalidArgument|user name is empty
            USER_NOT_FOUND|FailedPrecondition|user name not found
            ROLE_EXISTS|FailedPrecondition|role name already exists
            ROLE_NOT_FOUND|FailedPrecondition|role name not found
            ROLE_EMPTY|InvalidArgument|role name is empty
            AUTH_FAILED|InvalidArgument|authentication failed, invalid user ID or password
            PERMISSION_NOT_GIVEN|InvalidArgument|permission not given
            PERMISSION_DENIED|PermissionDenied|permission denied
            ROLE_NOT_GRANTED|FailedPrecondition|role is not granted to the user
            PERMISSION_NOT_GRANTED|FailedPrecondition|permission is not granted to the role
            AUTH_NOT_ENABLED|FailedPrecondition|authentication is not enabled
            INVALID_AUTH_TOKEN|Unauthenticated|invalid auth token
            INVALID_AUTH_MANAGEMENT|InvalidArgument|invalid auth management
            AUTH_OLD_REVISION|InvalidArgument|revision of auth store is old
            NO_LEADER|Unavailable|no leader
            NOT_LEADER|FailedPrecondition|not leader
            LEADER_CHANGED|Unavailable|leader changed
            NOT_CAPABLE|FailedPrecondition|not capable
            STOPPED|Unavailable|server stopped
            TIMEOUT|Unavailable|request timed out
            TIMEOUT_DUE_TO_LEADER_FAILURE|Unavailable|request timed out, possibly due to previous leader failure
            TIMEOUT_DUE_TO_CONNECTION_LOST|Unavailable|request timed out, possibly due to connection lost
            TIMEOUT_WAITING_FOR_APPLIED_INDEX|Unavailable|request timed out, waiting for the applied index took too long
            UNHEALTHY|Unavailable|unhealthy cluster
            CORRUPT|DataLoss|corrupt cluster
            NOT_SUPPORTED_FOR_LEARNER|FailedPrecondition|rpc not supported for learner
            BAD_LEADER_TRANSFEREE|FailedPrecondition|bad leader transferee
            WRONG_DOWNGRADE_VERSION_FORMAT|InvalidArgument|wrong downgrade target version format
            INVALID_DOWNGRADE_TARGET_VERSION|InvalidArgument|invalid downgrade target version
            CLUSTER_VERSION_UNAVAILABLE|FailedPrecondition|cluster version not found during downgrade
            DOWNGRADE_IN_PROGRESS|FailedPrecondition|cluster has a downgrade job in progress
            NO_DOWNGRADE_IN_PROGRESS|FailedPrecondition|no inflight downgrade job
            CANCELED|Canceled|request canceled
            DEADLINE_EXCEEDED|DeadlineExceeded|context deadline exceeded
            LEADER_TRANSFER_TIMEOUT|Unknown|request timed out, leader transfer took too long
            UNKNOWN_METHOD|Unknown|unknown method
            """;

    private static final String PLAIN = """
            CONTEXT_DEADLINE_EXCEEDED|DeadlineExceeded|context deadline exceeded
            CONTEXT_CANCELED|Canceled|context canceled
            RANGE_STREAM_SORT_UNSUPPORTED|Unimplemented|RangeStream does not support custom sort orders
            RANGE_STREAM_FILTER_UNSUPPORTED|Unimplemented|RangeStream does not support revision filters
            PASSWORD_FOR_NO_PASSWORD_USER|Unknown|auth: authentication failed, password was given for no password user
            NOT_PRIMARY_LESSOR|Unknown|not a primary lessor
            SESSION_EXPIRED|Unknown|mutex: session is expired
            ELECTION_NOT_LEADER|Unknown|election: not leader
            ELECTION_NO_LEADER|Unknown|election: no leader
            LEADER_FIELD_MISSING|Unknown|"leader" field must be provided
            PROPOSAL_DROPPED|Unknown|raft proposal dropped
            UNKNOWN_SERVICE|NotFound|unknown service
            """;

    @Test
    void everyRowOfTheTableAndNothingElse() {
        TreeMap<String, String> expected = new TreeMap<>();
        PREFIXED.lines()
                .map(line -> line.split("\\|"))
                .forEach(row -> expected.put(row[0], row[1] + " etcdserver: " + row[2]));
        PLAIN.lines().map(line -> line.split("\\|")).forEach(row -> expected.put(row[0], row[1] + " " + row[2]));
        TreeMap<String, String> actual = new TreeMap<>();
        for (ErrorCode code : ErrorCode.values()) {
            actual.put(code.name(), code.status().label() + " " + code.text());
        }
        assertThat(actual).isEqualTo(expected);
        assertThat(actual).hasSize(63 + 14);
    }

    @Test
    void textsAreUniqueAndLeadBack() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(ErrorCode.ofText(code.text())).contains(code);
        }
        assertThat(ErrorCode.ofText("etcdserver: key is not provided ")).isEmpty();
    }

    @Test
    void writesWithUnknownOutcomeAreNotCalledSafe() {
        assertThat(codesWith(Retry.UNKNOWN_OUTCOME))
                .containsExactlyInAnyOrder(
                        ErrorCode.NO_SPACE,
                        ErrorCode.STOPPED,
                        ErrorCode.TIMEOUT,
                        ErrorCode.TIMEOUT_DUE_TO_LEADER_FAILURE,
                        ErrorCode.TIMEOUT_DUE_TO_CONNECTION_LOST,
                        ErrorCode.TIMEOUT_WAITING_FOR_APPLIED_INDEX,
                        ErrorCode.LEADER_TRANSFER_TIMEOUT,
                        ErrorCode.CANCELED,
                        ErrorCode.DEADLINE_EXCEEDED,
                        ErrorCode.CONTEXT_CANCELED,
                        ErrorCode.CONTEXT_DEADLINE_EXCEEDED);
        assertThat(codesWith(Retry.SAFE))
                .containsExactlyInAnyOrder(
                        ErrorCode.MEMBER_NOT_ENOUGH_STARTED,
                        ErrorCode.LEARNER_NOT_READY,
                        ErrorCode.TOO_MANY_REQUESTS,
                        ErrorCode.INVALID_AUTH_TOKEN,
                        ErrorCode.AUTH_OLD_REVISION,
                        ErrorCode.NO_LEADER,
                        ErrorCode.LEADER_CHANGED,
                        ErrorCode.UNHEALTHY,
                        ErrorCode.NOT_PRIMARY_LESSOR,
                        ErrorCode.ELECTION_NO_LEADER,
                        ErrorCode.PROPOSAL_DROPPED);
    }

    private static Set<ErrorCode> codesWith(Retry retry) {
        EnumSet<ErrorCode> codes = EnumSet.allOf(ErrorCode.class);
        codes.removeIf(code -> code.retry() != retry);
        return codes;
    }

    @Test
    void statusCodesHaveTheNumbersOfGrpc() {
        for (StatusCode code : StatusCode.values()) {
            assertThat(StatusCode.ofNumber(code.number())).isSameAs(code);
            assertThat(code.number()).isEqualTo(grpcName(code).value());
        }
        assertThat(StatusCode.values()).hasSize(io.grpc.Status.Code.values().length);
        assertThat(List.of(StatusCode.ofNumber(-1), StatusCode.ofNumber(17))).containsOnly(StatusCode.UNKNOWN);
    }

    private static io.grpc.Status.Code grpcName(StatusCode code) {
        // The library spells one of them with two l; the label has the spelling of etcd.
        String name = code == StatusCode.CANCELED ? "CANCELLED" : code.name();
        String label = String.join(
                "",
                Arrays.stream(code.name().split("_"))
                        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT))
                        .toList());
        assertThat(code.label()).isEqualTo(code == StatusCode.OK ? "OK" : label);
        return io.grpc.Status.Code.valueOf(name);
    }

    @Test
    void exceptionIsAnAnswerNotAFault() {
        KvorumException failure = ErrorCode.NO_LEADER.exception();
        failure.addSuppressed(new RuntimeException());
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(failure.code()).contains(ErrorCode.NO_LEADER);
        assertThat(failure.is(ErrorCode.NO_LEADER)).isTrue();
        assertThat(failure.is(ErrorCode.TIMEOUT)).isFalse();
        assertThat(failure.status()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.text()).isEqualTo("etcdserver: no leader");
        assertThat(failure.retry()).isEqualTo(Retry.SAFE);
    }

    @Test
    void lockAndElectionDeliverUnknown() {
        KvorumException failure = ErrorCode.LEASE_NOT_FOUND.exception().deliveredAs(StatusCode.UNKNOWN);
        assertThat(failure.status()).isEqualTo(StatusCode.UNKNOWN);
        assertThat(failure.text()).isEqualTo("etcdserver: requested lease not found");
        assertThat(failure.is(ErrorCode.LEASE_NOT_FOUND)).isTrue();
        assertThat(failure.deliveredAs(StatusCode.UNKNOWN)).isSameAs(failure);
    }

    @Test
    void textsOutsideTheTable() {
        KvorumException large = KvorumException.messageTooLarge(2097153, 2097152);
        assertThat(large.text()).isEqualTo("grpc: received message larger than max (2097153 vs. 2097152)");
        assertThat(large.status()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
        assertThat(large.code()).isEmpty();
        assertThat(KvorumException.withText(StatusCode.UNKNOWN, "something").retry())
                .isEqualTo(Retry.UNKNOWN_OUTCOME);
        assertThat(KvorumException.withText(StatusCode.UNKNOWN, "etcdserver: no leader")
                        .code())
                .contains(ErrorCode.NO_LEADER);
        assertThatThrownBy(() -> KvorumException.withText(StatusCode.OK, "fine"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void quotedAsACancelReason() {
        assertThat(ErrorCode.PERMISSION_DENIED.exception().quoted())
                .isEqualTo("rpc error: code = PermissionDenied desc = etcdserver: permission denied");
    }
}

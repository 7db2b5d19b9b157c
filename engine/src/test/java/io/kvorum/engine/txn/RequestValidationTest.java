package io.kvorum.engine.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestValidationTest {
    private static final String TO_THE_END = "\0";

    @Test
    void r21_r23_keyIsCheckedBeforeTheSortOption() {
        RangeRequest badSort = RangeRequest.newBuilder().setSortOrderValue(3).build();
        refused(ErrorCode.EMPTY_KEY, () -> RequestValidation.check(badSort));
        refused(
                ErrorCode.INVALID_SORT_OPTION,
                () -> RequestValidation.check(
                        badSort.toBuilder().setKey(bytes("a")).build()));
        refused(
                ErrorCode.INVALID_SORT_OPTION,
                () -> RequestValidation.check(RangeRequest.newBuilder()
                        .setKey(bytes("a"))
                        .setSortTargetValue(5)
                        .build()));
    }

    @Test
    void r40_streamsTakeNeitherOrdersNorRevisionFilters() {
        RangeRequest plain = RangeRequest.newBuilder().setKey(bytes("a")).build();
        assertThatCode(() -> RequestValidation.checkStream(plain)).doesNotThrowAnyException();
        assertThatCode(() -> RequestValidation.checkStream(
                        plain.toBuilder().setSortOrderValue(1).build()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RequestValidation.checkStream(
                        plain.toBuilder().setSortOrderValue(2).build()))
                .hasMessage("RangeStream does not support custom sort orders");
        assertThatThrownBy(() -> RequestValidation.checkStream(
                        plain.toBuilder().setMinCreateRevision(1).build()))
                .hasMessage("RangeStream does not support revision filters");
    }

    @Test
    void r50_putIsCheckedForKeyThenValueThenLease() {
        PutRequest.Builder put = PutRequest.newBuilder()
                .setIgnoreValue(true)
                .setValue(bytes("v"))
                .setIgnoreLease(true)
                .setLease(1);
        refused(ErrorCode.EMPTY_KEY, () -> RequestValidation.check(put.build()));
        put.setKey(bytes("a"));
        refused(ErrorCode.VALUE_PROVIDED, () -> RequestValidation.check(put.build()));
        put.clearValue();
        refused(ErrorCode.LEASE_PROVIDED, () -> RequestValidation.check(put.build()));
    }

    @Test
    void r78_nestedTransactionMayUseWhatItsParentLeaves() {
        accepted(txn(Collections.nCopies(128, range("a"))));
        refused(ErrorCode.TOO_MANY_OPERATIONS, txn(Collections.nCopies(129, range("a"))));
        accepted(parentOf(100, 28));
        refused(ErrorCode.TOO_MANY_OPERATIONS, parentOf(100, 29));
        accepted(parentOf(101, 27));
        refused(ErrorCode.TOO_MANY_OPERATIONS, parentOf(101, 28));
    }

    @Test
    void r79_guardsAreCheckedBeforeOperationsAndEmptyOperationsAreKeyNotFound() {
        RequestOp empty = RequestOp.getDefaultInstance();
        refused(ErrorCode.KEY_NOT_FOUND, txn(List.of(empty)));
        refused(
                ErrorCode.EMPTY_KEY,
                txn(List.of(empty)).toBuilder()
                        .addCompare(Compare.getDefaultInstance())
                        .build());
    }

    @Test
    void r80_aKeyIsWrittenOnceInAListButBranchesAreApart() {
        refused(ErrorCode.DUPLICATE_KEY, txn(List.of(put("a"), put("a"))));
        refused(ErrorCode.DUPLICATE_KEY, txn(List.of(put("b"), delete("a", "c"))));
        refused(ErrorCode.DUPLICATE_KEY, txn(List.of(delete("b", ""), put("b"))));
        accepted(txn(List.of(put("c"), delete("a", "c"), delete("b", "c"), range("c"))));
        accepted(TxnRequest.newBuilder()
                .addSuccess(put("a"))
                .addFailure(put("a"))
                .build());
    }

    @Test
    void r81_nestedPutsConflictWithTheListAroundAndWithSiblings() {
        refused(ErrorCode.DUPLICATE_KEY, txn(List.of(put("a"), nested(put("a"), range("x")))));
        refused(ErrorCode.DUPLICATE_KEY, txn(List.of(nested(put("a"), range("x")), nested(range("x"), put("a")))));
        refused(ErrorCode.DUPLICATE_KEY, txn(List.of(delete("a", "b"), nested(put("a"), range("x")))));
        refused(ErrorCode.DUPLICATE_KEY, txn(List.of(nested(delete("a", ""), range("x")), put("a"))));
        accepted(txn(List.of(nested(put("a"), put("a")))));
        accepted(txn(List.of(nested(put("a"), delete("a", "")))));
    }

    @Test
    void r82_gapsOfTheReferenceStayOpen() {
        accepted(txn(List.of(delete("a", TO_THE_END), put("b"))));
        accepted(txn(List.of(nested(put("a"), range("x")), nested(delete("a", ""), range("x")))));
        refused(
                ErrorCode.DUPLICATE_KEY,
                txn(List.of(nested(delete("a", ""), range("x")), nested(put("a"), range("x")))));
    }

    @Test
    void r87_r88_onlyListsOfRangesAreReadOnly() {
        assertThat(TxnExecutor.isReadOnly(TxnRequest.getDefaultInstance())).isTrue();
        assertThat(TxnExecutor.isSerializable(TxnRequest.getDefaultInstance())).isTrue();
        assertThat(TxnExecutor.isReadOnly(txn(List.of(range("a"))))).isTrue();
        assertThat(TxnExecutor.isSerializable(txn(List.of(range("a"))))).isFalse();
        assertThat(TxnExecutor.isReadOnly(txn(List.of(nested(range("a"), range("a"))))))
                .isFalse();
    }

    private static TxnRequest parentOf(int operations, int nestedOperations) {
        RequestOp inner = RequestOp.newBuilder()
                .setRequestTxn(txn(Collections.nCopies(nestedOperations, range("b"))))
                .build();
        return txn(Collections.nCopies(operations - 1, range("a"))).toBuilder()
                .addSuccess(inner)
                .build();
    }

    private static RequestOp nested(RequestOp success, RequestOp failure) {
        return RequestOp.newBuilder()
                .setRequestTxn(TxnRequest.newBuilder().addSuccess(success).addFailure(failure))
                .build();
    }

    private static TxnRequest txn(List<RequestOp> operations) {
        return TxnRequest.newBuilder().addAllSuccess(operations).build();
    }

    private static RequestOp put(String key) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(bytes(key)))
                .build();
    }

    private static RequestOp range(String key) {
        return RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(bytes(key)))
                .build();
    }

    private static RequestOp delete(String key, String end) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(
                        DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end)))
                .build();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static void accepted(TxnRequest request) {
        assertThatCode(() -> RequestValidation.check(request, 128)).doesNotThrowAnyException();
    }

    private static void refused(ErrorCode code, TxnRequest request) {
        refused(code, () -> RequestValidation.check(request, 128));
    }

    private static void refused(ErrorCode code, Runnable check) {
        assertThatThrownBy(check::run)
                .isInstanceOfSatisfying(
                        KvorumException.class,
                        failure -> assertThat(failure.code()).contains(code));
    }
}

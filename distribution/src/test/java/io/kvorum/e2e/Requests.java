package io.kvorum.e2e;

import static io.kvorum.e2e.GrpcClient.bytes;

import com.google.protobuf.ByteString;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.Compare.CompareResult;
import io.kvorum.api.etcdserverpb.Compare.CompareTarget;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import java.util.List;

/** Short names for requests. */
public final class Requests {
    /** The range end that means "and all keys after". */
    public static final ByteString ALL_AFTER = ByteString.copyFrom(new byte[1]);

    private Requests() {}

    public static PutRequest.Builder put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value));
    }

    public static RangeRequest.Builder range(String key, String end) {
        return RangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end));
    }

    public static DeleteRangeRequest.Builder delete(String key, String end) {
        return DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end));
    }

    public static WatchCreateRequest.Builder watchAll(long startRevision) {
        return WatchCreateRequest.newBuilder()
                .setKey(ALL_AFTER)
                .setRangeEnd(ALL_AFTER)
                .setStartRevision(startRevision);
    }

    public static RequestOp op(PutRequest.Builder put) {
        return RequestOp.newBuilder().setRequestPut(put).build();
    }

    public static RequestOp op(RangeRequest.Builder range) {
        return RequestOp.newBuilder().setRequestRange(range).build();
    }

    public static RequestOp op(DeleteRangeRequest.Builder delete) {
        return RequestOp.newBuilder().setRequestDeleteRange(delete).build();
    }

    public static RequestOp op(TxnRequest.Builder txn) {
        return RequestOp.newBuilder().setRequestTxn(txn).build();
    }

    public static TxnRequest.Builder txn(RequestOp... success) {
        return TxnRequest.newBuilder().addAllSuccess(List.of(success));
    }

    public static Compare.Builder guard(String key, CompareTarget target, CompareResult result) {
        return Compare.newBuilder().setKey(bytes(key)).setTarget(target).setResult(result);
    }

    public static Compare holds(String key) {
        return guard(key, CompareTarget.VERSION, CompareResult.GREATER)
                .setVersion(0)
                .build();
    }

    public static Compare missing(String key) {
        return guard(key, CompareTarget.VERSION, CompareResult.EQUAL)
                .setVersion(0)
                .build();
    }
}

package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import java.util.Random;

/** Requests over few keys and values, so that they meet one another. */
final class RandomRequests {
    private static final ByteString EVERYTHING_BEHIND = ByteString.copyFrom(new byte[1]);

    private final Random random;
    private final int keys;

    RandomRequests(Random random, int keys) {
        this.random = random;
        this.keys = keys;
    }

    ByteString key() {
        return ByteString.copyFromUtf8("k" + Integer.toString(random.nextInt(keys), 3));
    }

    private ByteString rangeEnd() {
        return switch (random.nextInt(4)) {
            case 0 -> ByteString.EMPTY;
            case 1 -> EVERYTHING_BEHIND;
            default -> key();
        };
    }

    PutRequest put() {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(key()).setPrevKv(random.nextBoolean());
        if (random.nextInt(6) == 0) {
            put.setIgnoreValue(true);
        } else {
            put.setValue(ByteString.copyFromUtf8("v".repeat(random.nextInt(3)) + random.nextInt(5)));
        }
        if (random.nextInt(6) == 0) {
            put.setIgnoreLease(true);
        } else if (random.nextInt(3) == 0) {
            put.setLease(random.nextInt(5));
        }
        return put.build();
    }

    DeleteRangeRequest delete() {
        return DeleteRangeRequest.newBuilder()
                .setKey(key())
                .setRangeEnd(random.nextInt(3) == 0 ? rangeEnd() : ByteString.EMPTY)
                .setPrevKv(random.nextBoolean())
                .build();
    }

    /** A read at a revision up to a little above {@code newest}. */
    RangeRequest range(long newest) {
        RangeRequest.Builder range =
                RangeRequest.newBuilder().setKey(key()).setRangeEnd(rangeEnd()).setSerializable(random.nextBoolean());
        if (random.nextInt(2) == 0) {
            range.setRevision(random.nextInt((int) newest + 3) - 1);
        }
        if (random.nextInt(2) == 0) {
            range.setLimit(random.nextInt(5) - 1);
        }
        range.setSortOrderValue(random.nextInt(3)).setSortTargetValue(random.nextInt(5));
        range.setKeysOnly(random.nextInt(4) == 0).setCountOnly(random.nextInt(8) == 0);
        if (random.nextInt(4) == 0) {
            range.setMinModRevision(random.nextInt((int) newest + 1));
        }
        if (random.nextInt(4) == 0) {
            range.setMaxModRevision(random.nextInt((int) newest + 1));
        }
        if (random.nextInt(4) == 0) {
            range.setMinCreateRevision(random.nextInt((int) newest + 1));
        }
        if (random.nextInt(4) == 0) {
            range.setMaxCreateRevision(random.nextInt((int) newest + 1));
        }
        return range.build();
    }

    private Compare guard(long newest) {
        Compare.Builder guard = Compare.newBuilder()
                .setKey(key())
                .setResultValue(random.nextInt(5))
                .setTargetValue(random.nextInt(6));
        switch (random.nextInt(6)) {
            case 0 -> guard.setVersion(random.nextInt(3));
            case 1 -> guard.setCreateRevision(random.nextInt((int) newest + 1));
            case 2 -> guard.setModRevision(random.nextInt((int) newest + 1));
            case 3 -> guard.setValue(ByteString.copyFromUtf8("v" + random.nextInt(5)));
            case 4 -> guard.setLease(random.nextInt(3));
            default -> guard.clearTargetUnion();
        }
        if (random.nextInt(4) == 0) {
            guard.setRangeEnd(rangeEnd());
        }
        return guard.build();
    }

    TxnRequest txn(long newest, int depth) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addCompare(guard(newest));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            txn.addSuccess(operation(newest, depth));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            txn.addFailure(operation(newest, depth));
        }
        return txn.build();
    }

    TxnRequest readOnly(long newest) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addCompare(guard(newest));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            RequestOp.Builder range = RequestOp.newBuilder().setRequestRange(range(newest));
            txn.addSuccess(range).addFailure(range);
        }
        return txn.build();
    }

    private RequestOp operation(long newest, int depth) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0, 1, 2 -> operation.setRequestPut(put()).build();
            case 3 -> operation.setRequestDeleteRange(delete()).build();
            case 4, 5 -> operation.setRequestRange(range(newest)).build();
            default -> operation.setRequestTxn(txn(newest, depth - 1)).build();
        };
    }
}

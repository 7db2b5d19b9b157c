package io.kvorum.e2e;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.Compare.CompareResult;
import io.kvorum.api.etcdserverpb.Compare.CompareTarget;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeRequest.SortOrder;
import io.kvorum.api.etcdserverpb.RangeRequest.SortTarget;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import java.util.SplittableRandom;

/** Requests drawn from a seed, over few keys, so that they meet one another. */
final class RandomRequests {
    private static final int KEYS = 12;

    private final SplittableRandom random;
    private final long[] leases;
    private long revision = 1;

    RandomRequests(long seed, long... leases) {
        this.random = new SplittableRandom(seed);
        this.leases = leases;
    }

    /** The store's newest revision, which requests for older ones are drawn from. */
    void revision(long newest) {
        revision = newest;
    }

    Message next() {
        int dice = random.nextInt(100);
        if (dice < 35) {
            return put().build();
        } else if (dice < 60) {
            return range().setKeysOnly(random.nextBoolean()).build();
        } else if (dice < 70) {
            return delete().setRangeEnd(random.nextInt(3) == 0 ? end() : ByteString.EMPTY)
                    .build();
        } else if (dice < 98) {
            return txn(2).build();
        }
        return CompactionRequest.newBuilder()
                .setRevision(revision - random.nextInt(20))
                .setPhysical(random.nextBoolean())
                .build();
    }

    private ByteString key() {
        // One in fifty is empty, which is refused (R21, R50, R56).
        return random.nextInt(50) == 0
                ? ByteString.EMPTY
                : GrpcClient.bytes("r/" + (char) ('a' + random.nextInt(KEYS)));
    }

    private ByteString end() {
        int dice = random.nextInt(10);
        return dice == 0 ? Requests.ALL_AFTER : dice < 6 ? key() : ByteString.EMPTY;
    }

    private PutRequest.Builder put() {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(key()).setPrevKv(random.nextBoolean());
        if (random.nextInt(10) == 0) {
            put.setIgnoreValue(true);
        }
        if (!put.getIgnoreValue() || random.nextInt(5) == 0) {
            put.setValue(GrpcClient.bytes("v" + random.nextInt(1000)));
        }
        if (random.nextInt(5) == 0) {
            put.setLease(random.nextInt(10) == 0 ? 4711 : leases[random.nextInt(leases.length)]);
        }
        return put.setIgnoreLease(random.nextInt(10) == 0);
    }

    /** Without "all after": behind it etcd accepts puts of what was deleted, and may crash (R82, R91). */
    private DeleteRangeRequest.Builder delete() {
        return DeleteRangeRequest.newBuilder()
                .setKey(key())
                .setRangeEnd(random.nextInt(3) == 0 ? key() : ByteString.EMPTY)
                .setPrevKv(random.nextBoolean());
    }

    private RangeRequest.Builder range() {
        RangeRequest.Builder range = RangeRequest.newBuilder()
                .setKey(key())
                .setRangeEnd(end())
                .setLimit(random.nextInt(4) == 0 ? random.nextInt(-1, 6) : 0)
                .setSerializable(random.nextBoolean())
                .setCountOnly(random.nextInt(10) == 0);
        if (random.nextInt(3) == 0) {
            range.setRevision(revision + 2 - random.nextInt(40));
        }
        if (random.nextInt(3) == 0) {
            order(range);
        }
        if (random.nextInt(4) == 0) {
            range.setMinModRevision(revision - random.nextInt(30));
        }
        if (random.nextInt(4) == 0) {
            range.setMaxCreateRevision(revision - random.nextInt(30));
        }
        return range;
    }

    /** R26: targets with ties have no defined order, so values and versions are left to the written cases. */
    private void order(RangeRequest.Builder range) {
        range.setSortOrder(SortOrder.forNumber(random.nextInt(3))).setSortTarget(SortTarget.KEY);
    }

    private TxnRequest.Builder txn(int depth) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addCompare(guard());
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            txn.addSuccess(operation(depth));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addFailure(operation(depth));
        }
        return txn;
    }

    private RequestOp operation(int depth) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        int dice = random.nextInt(20);
        if (dice < 9) {
            return operation.setRequestPut(put()).build();
        } else if (dice < 14) {
            return operation.setRequestRange(range()).build();
        } else if (dice < 17 || depth == 0) {
            return operation.setRequestDeleteRange(delete()).build();
        }
        return operation.setRequestTxn(txn(depth - 1)).build();
    }

    private Compare guard() {
        CompareTarget target = CompareTarget.forNumber(random.nextInt(5));
        Compare.Builder guard = Compare.newBuilder()
                .setKey(key())
                .setTarget(target)
                .setResult(CompareResult.forNumber(random.nextInt(4)));
        switch (target) {
            case VERSION -> guard.setVersion(random.nextInt(3));
            case CREATE -> guard.setCreateRevision(revision - random.nextInt(10));
            case MOD -> guard.setModRevision(revision - random.nextInt(10));
            case VALUE -> guard.setValue(GrpcClient.bytes("v" + random.nextInt(1000)));
            default -> guard.setLease(leases[random.nextInt(leases.length)]);
        }
        return random.nextInt(5) == 0 ? guard.setRangeEnd(end()).build() : guard.build();
    }
}

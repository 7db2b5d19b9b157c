package io.kvorum.engine;

import io.kvorum.api.DeleteRangeAnswer;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.TxnAnswer;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.CompactionResponse;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.engine.admission.Proposals;
import io.kvorum.engine.admission.SpaceCheck;
import io.kvorum.engine.command.Operation;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.read.RangeStreaming;
import io.kvorum.engine.read.ReadGate;
import io.kvorum.engine.read.ReadLanes;
import io.kvorum.engine.txn.RangeQuery;
import io.kvorum.engine.txn.RequestValidation;
import io.kvorum.engine.txn.TxnExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Keys: checks on the caller's thread, writes to the log, reads through the gate. */
final class KvService implements Kv {
    /** A read of at most so many cached rows is answered on the caller's thread. */
    private static final int ROWS_ON_CALLERS_THREAD = 16;

    private final EngineConfig config;
    private final CallGate calls;
    private final Proposals proposals;
    private final SpaceCheck space;
    private final ReadGate gate;
    private final ReadLanes lanes;
    private final MvccStore store;
    private final RangeQuery ranges;
    private final TxnExecutor transactions;
    private final Supplier<Header> header;

    KvService(
            EngineConfig config,
            CallGate calls,
            Proposals proposals,
            SpaceCheck space,
            ReadGate gate,
            ReadLanes lanes,
            MvccStore store,
            TxnExecutor transactions,
            Supplier<Header> header) {
        this.config = config;
        this.calls = calls;
        this.proposals = proposals;
        this.space = space;
        this.gate = gate;
        this.lanes = lanes;
        this.store = store;
        this.ranges = new RangeQuery(store);
        this.transactions = transactions;
        this.header = header;
    }

    @Override
    public void range(RequestContext context, RangeRequest request, Reply<RangeAnswer> reply) {
        boolean admitted =
                request.getSerializable() ? calls.admitsAtLearner(context, reply) : calls.admits(context, reply);
        if (!admitted || !CallGate.passes(() -> RequestValidation.check(request), reply)) {
            return;
        }
        if (request.getSerializable()) {
            read(context, request, reply);
        } else {
            gate.enter(whenPassed(() -> read(context, request, reply), reply::fail));
        }
    }

    private void read(RequestContext context, RangeRequest request, Reply<RangeAnswer> reply) {
        if (context.cancelled()) {
            reply.fail(new KvorumException(ErrorCode.CONTEXT_CANCELED));
            return;
        }
        try {
            RangeAnswer quick = ranges.tryRangeCached(request, header.get(), ROWS_ON_CALLERS_THREAD);
            if (quick != null) {
                reply.complete(quick);
                return;
            }
        } catch (KvorumException refusal) {
            reply.fail(refusal);
            return;
        }
        onReadLane(context, reply, () -> ranges.range(request, header.get()));
    }

    @Override
    public void rangeStream(RequestContext context, RangeRequest request, Sink<RangeAnswer> sink) {
        Reply<Void> refusal = CallGate.refusing(sink);
        if (!calls.admits(context, refusal)
                || !CallGate.passes(() -> RequestValidation.checkStream(request), refusal)) {
            return;
        }
        RangeStreaming streaming =
                new RangeStreaming(context, store, request, header, config.requestBytesMax(), sink, lanes);
        if (request.getSerializable()) {
            streaming.start();
        } else {
            gate.enter(whenPassed(streaming::start, sink::fail));
        }
    }

    @Override
    public void put(RequestContext context, PutRequest request, Reply<PutAnswer> reply) {
        if (calls.admits(context, reply)
                && hasSpace(SpaceCheck.cost(request), reply)
                && CallGate.passes(() -> RequestValidation.check(request), reply)) {
            proposals.propose(context, Operation.PUT, request, reply);
        }
    }

    @Override
    public void deleteRange(RequestContext context, DeleteRangeRequest request, Reply<DeleteRangeAnswer> reply) {
        if (calls.admits(context, reply) && CallGate.passes(() -> RequestValidation.check(request), reply)) {
            proposals.propose(context, Operation.DELETE_RANGE, request, reply);
        }
    }

    @Override
    public void txn(RequestContext context, TxnRequest request, Reply<TxnAnswer> reply) {
        if (!calls.admits(context, reply)
                || SpaceCheck.putsSomething(request) && !hasSpace(SpaceCheck.cost(request), reply)
                || !CallGate.passes(() -> RequestValidation.check(request, config.operationsMax()), reply)) {
            return;
        }
        if (!TxnExecutor.isReadOnly(request)) {
            proposals.propose(context, Operation.TXN, request, reply);
            return;
        }
        Runnable read = () -> onReadLane(context, reply, () -> transactions.readOnly(request, header.get()));
        if (TxnExecutor.isSerializable(request)) {
            read.run();
        } else {
            gate.enter(whenPassed(read, reply::fail));
        }
    }

    @Override
    public void compact(RequestContext context, CompactionRequest request, Reply<CompactionResponse> reply) {
        if (calls.admits(context, reply)) {
            proposals.propose(context, Operation.COMPACT, request, reply);
        }
    }

    private boolean hasSpace(long cost, Reply<?> reply) {
        if (space.isExceededBy(cost)) {
            reply.fail(new KvorumException(ErrorCode.NO_SPACE));
            return false;
        }
        return true;
    }

    private <A> void onReadLane(RequestContext context, Reply<A> reply, Supplier<A> read) {
        boolean accepted = lanes.offer(() -> {
            if (context.cancelled()) {
                return;
            }
            try {
                A answer = read.get();
                context.homeExecutor().execute(() -> reply.complete(answer));
            } catch (KvorumException refusal) {
                context.homeExecutor().execute(() -> reply.fail(refusal));
            }
        });
        if (!accepted) {
            reply.fail(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
        }
    }

    private static ReadGate.Passage whenPassed(Runnable read, Consumer<KvorumException> refuse) {
        return new ReadGate.Passage() {
            @Override
            public void pass() {
                read.run();
            }

            @Override
            public void refuse(KvorumException failure) {
                refuse.accept(failure);
            }
        };
    }
}

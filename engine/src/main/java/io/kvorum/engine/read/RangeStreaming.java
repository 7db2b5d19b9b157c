package io.kvorum.engine.read;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.txn.RangeStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Sends a streamed read chunk by chunk as fast as its client takes them (R41-R46): a step on a read lane reads and offers
 * until the sink is full, and the sink's readiness begins the next step. At most one chunk waits in memory.
 */
public final class RangeStreaming {
    private final RequestContext context;
    private final MvccStore store;
    private final RangeRequest request;
    private final Supplier<Header> header;
    private final long chunkBytes;
    private final Sink<RangeAnswer> sink;
    private final ReadLanes lanes;

    /** Set while a step is queued or runs: the sink may call from any thread. */
    private final AtomicBoolean stepping = new AtomicBoolean();

    /** The following belong to the step. */
    private RangeStream stream;

    private RangeAnswer waiting;
    private boolean over;

    public RangeStreaming(
            RequestContext context,
            MvccStore store,
            RangeRequest request,
            Supplier<Header> header,
            long chunkBytes,
            Sink<RangeAnswer> sink,
            ReadLanes lanes) {
        this.context = context;
        this.store = store;
        this.request = request;
        this.header = header;
        this.chunkBytes = chunkBytes;
        this.sink = sink;
        this.lanes = lanes;
    }

    /** Begins. Once, any thread. */
    public void start() {
        sink.onReady(this::step);
        step();
    }

    private void step() {
        if (stepping.compareAndSet(false, true) && !lanes.offer(this::send)) {
            sink.fail(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
        }
    }

    private void send() {
        try {
            sendWhileReady();
        } catch (KvorumException refusal) {
            over = true;
            sink.fail(refusal);
        }
        stepping.set(false);
        if (!over && sink.isReady()) {
            // It became ready between the refused offer and the end of this step.
            step();
        }
    }

    private void sendWhileReady() {
        if (over || context.cancelled()) {
            over = true;
            return;
        }
        if (stream == null) {
            stream = new RangeStream(store, request, header.get(), chunkBytes);
        }
        while (true) {
            if (waiting == null) {
                if (stream.isFinished()) {
                    over = true;
                    sink.complete();
                    return;
                }
                waiting = stream.next();
            }
            if (!sink.offer(waiting)) {
                return;
            }
            waiting = null;
        }
    }
}

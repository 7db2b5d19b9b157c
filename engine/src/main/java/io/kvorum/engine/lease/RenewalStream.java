package io.kvorum.engine.lease;

import io.kvorum.api.Header;
import io.kvorum.api.KeepAliveStream;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Retry;
import io.kvorum.api.Sink;
import io.kvorum.api.StatusCode;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One client's stream of renewals: one answer per request, in order (R124). One request is worked on at a time.
 *
 * <p>Whoever brings news (a request, an answer, room in the sink) runs {@link #work()}; if another thread is in there, it
 * goes once more instead. So the sink sees one thread at a time.
 *
 * <p>Bound: {@value #WAITING_MAX} requests; a client that sends more without reading the answers loses its stream.
 */
final class RenewalStream implements KeepAliveStream {
    /** Requests that may wait. */
    static final int WAITING_MAX = 1 << 17;

    private final LeaseRenewal renewal;
    private final Supplier<Header> header;
    private final Sink<LeaseKeepAliveResponse> sink;

    private final ConcurrentLinkedQueue<Long> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger news = new AtomicInteger();
    private volatile boolean halfClosed;
    private volatile boolean closed;

    /** Set by whoever decided the renewal under way. */
    private volatile LeaseKeepAliveResponse answer;

    private volatile KvorumException failure;

    /** Inside {@link #work()} only. */
    private boolean underWay;

    private boolean over;

    private RenewalStream(LeaseRenewal renewal, Supplier<Header> header, Sink<LeaseKeepAliveResponse> sink) {
        this.renewal = renewal;
        this.header = header;
        this.sink = sink;
    }

    static RenewalStream open(LeaseRenewal renewal, Supplier<Header> header, Sink<LeaseKeepAliveResponse> sink) {
        RenewalStream stream = new RenewalStream(renewal, header, sink);
        sink.onReady(stream::work);
        return stream;
    }

    @Override
    public void request(LeaseKeepAliveRequest request) {
        if (halfClosed || closed) {
            return;
        }
        if (waiting.incrementAndGet() > WAITING_MAX) {
            failure = KvorumException.withText(
                    StatusCode.RESOURCE_EXHAUSTED, "too many renewals without reading the answers", Retry.SAFE);
        } else {
            requests.add(request.getID());
        }
        work();
    }

    @Override
    public void halfClose() {
        halfClosed = true;
        work();
    }

    @Override
    public void close() {
        closed = true;
        work();
    }

    private void work() {
        if (news.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            while (!over && advance()) {}
            seen = news.addAndGet(-seen);
        } while (seen != 0);
    }

    /** Does one thing; false if there is nothing to do now. */
    private boolean advance() {
        if (closed) {
            over = true;
            requests.clear();
            return false;
        }
        if (failure != null) {
            return end();
        }
        if (underWay) {
            return deliver();
        }
        Long lease = requests.poll();
        if (lease == null) {
            return halfClosed && requests.isEmpty() && end();
        }
        waiting.decrementAndGet();
        begin(lease);
        return true;
    }

    private void begin(long lease) {
        underWay = true;
        // Before the renewal, so that its revision is below the one in which the keys may be deleted (R138).
        Header sampled = header.get();
        renewal.renew(
                lease,
                seconds -> {
                    answer = LeaseKeepAliveResponse.newBuilder()
                            .setHeader(sampled.toMessage())
                            .setID(lease)
                            .setTTL(seconds)
                            .build();
                    work();
                },
                refusal -> {
                    failure = refusal;
                    work();
                });
    }

    private boolean deliver() {
        LeaseKeepAliveResponse present = answer;
        if (present == null || !sink.offer(present)) {
            return false;
        }
        answer = null;
        underWay = false;
        return true;
    }

    private boolean end() {
        over = true;
        requests.clear();
        if (failure != null) {
            sink.fail(failure);
        } else {
            sink.complete();
        }
        return false;
    }
}

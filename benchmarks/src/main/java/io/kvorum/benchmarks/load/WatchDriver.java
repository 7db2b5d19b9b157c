package io.kvorum.benchmarks.load;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Many watchers of one key, puts at a fixed rate: how long an event takes from the time its put was due. */
final class WatchDriver {
    private static final ByteString KEY = ByteString.copyFromUtf8("watched-key");
    private static final long MARK = 0x4b766f72756d2142L;
    private static final long LATENCY_MAX = TimeUnit.MINUTES.toNanos(2);

    private final Connections connections;
    private final List<Long> serverPids;
    private final Histogram latency = new ConcurrentHistogram(LATENCY_MAX, 3);
    private final LongAdder events = new LongAdder();
    private final LongAdder failures = new LongAdder();

    WatchDriver(Connections connections, List<Long> serverPids) {
        this.connections = connections;
        this.serverPids = serverPids;
    }

    /** Spreads the watchers over the streams, one stream per connection and round. */
    Measurement run(int watchers, int streams, double putsPerSecond, double seconds) throws InterruptedException {
        CountDownLatch created = new CountDownLatch(watchers);
        List<ClientCall<byte[], byte[]>> calls = new ArrayList<>();
        for (int stream = 0; stream < streams; stream++) {
            calls.add(open(stream, watchers / streams, created));
        }
        if (!created.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(created.getCount() + " watchers were not created within a minute");
        }
        UsageMeter meter = new UsageMeter(serverPids);
        long begun = System.nanoTime();
        long puts = (long) (putsPerSecond * seconds);
        for (long n = 0; n < puts; n++) {
            long due = begun + (long) (n * 1e9 / putsPerSecond);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            put(due);
        }
        long expected = puts * watchers;
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (events.sum() < expected && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(1_000_000);
        }
        long ended = System.nanoTime();
        Measurement result = new Measurement(
                events.sum(), failures.sum() + expected - events.sum(), (ended - begun) / 1e9, latency, meter.soFar());
        calls.forEach(call -> call.cancel("measured", null));
        return result;
    }

    private ClientCall<byte[], byte[]> open(int stream, int watchers, CountDownLatch created) {
        ClientCall<byte[], byte[]> call = connections.of(stream).newCall(RawCalls.WATCH, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] answer) {
                        call.request(1);
                        int mark = find(answer, 0);
                        if (mark < 0) {
                            created.countDown();
                        }
                        long now = System.nanoTime();
                        // A server that fell behind sends several revisions in one answer.
                        for (; mark >= 0; mark = find(answer, mark + Workload.VALUE_BYTES)) {
                            long due = ByteBuffer.wrap(answer).getLong(mark + Long.BYTES);
                            latency.recordValue(Math.min(Math.max(now - due, 0), LATENCY_MAX));
                            events.increment();
                        }
                    }
                },
                new Metadata());
        call.request(64);
        byte[] create = WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY))
                .build()
                .toByteArray();
        for (int i = 0; i < watchers; i++) {
            call.sendMessage(create);
        }
        return call;
    }

    private void put(long due) {
        byte[] value = new byte[Workload.VALUE_BYTES];
        ByteBuffer.wrap(value).putLong(MARK).putLong(due);
        ClientCall<byte[], byte[]> call =
                connections.of(connections.size() - 1).newCall(RawCalls.PUT, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (!status.isOk()) {
                            failures.increment();
                        }
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(PutRequest.newBuilder()
                .setKey(KEY)
                .setValue(ByteString.copyFrom(value))
                .build()
                .toByteArray());
        call.halfClose();
    }

    /** Where the mark of a watched put begins, looking from some place on, or -1 if no event follows. */
    private static int find(byte[] answer, int from) {
        byte first = (byte) (MARK >>> 56);
        for (int i = from; i + 16 <= answer.length; i++) {
            if (answer[i] == first && ByteBuffer.wrap(answer).getLong(i) == MARK) {
                return i;
            }
        }
        return -1;
    }
}

package io.kvorum.benchmarks.jmh;

import com.google.protobuf.ByteString;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.WatchStream;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchRequest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of one put whose event goes to many watchers, until the last of their sinks has it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WatchBenchmark {
    private static final ByteString KEY = BareEngine.key(1);

    /** Watchers of one key. */
    @Param("1000")
    public int watchers;

    /** Streams they are spread over. */
    @Param("10")
    public int streams;

    private BareEngine engine;
    private CountingSink sink;

    @Setup(Level.Iteration)
    public void watch() {
        engine = new BareEngine();
        sink = new CountingSink();
        Watch watch = engine.service(Watch.class);
        WatchRequest create = WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY))
                .build();
        for (int stream = 0; stream < streams; stream++) {
            WatchStream opened = watch.open(RequestContext.background(Runnable::run), sink);
            for (int watcher = stream; watcher < watchers; watcher += streams) {
                opened.request(create);
            }
        }
        engine.drain();
        sink.expect("acknowledged watchers", watchers);
    }

    /** Gives how many answers there were. */
    @Benchmark
    public long fanOut() {
        sink.answers = 0;
        engine.addPut(KEY);
        engine.apply();
        sink.expect("events", watchers);
        return sink.answers;
    }

    /** Is always ready, and counts; all streams share it as there is one thread. */
    private static final class CountingSink implements Sink<WatchAnswer> {
        private long answers;

        void expect(String what, long count) {
            if (answers != count) {
                throw new IllegalStateException(answers + " " + what + " instead of " + count);
            }
        }

        @Override
        public boolean offer(WatchAnswer answer) {
            answers++;
            return true;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void onReady(Runnable signal) {
            // It never becomes unready.
        }

        @Override
        public void complete() {
            // The benchmark closes no stream.
        }

        @Override
        public void fail(KvorumException failure) {
            throw failure;
        }
    }
}

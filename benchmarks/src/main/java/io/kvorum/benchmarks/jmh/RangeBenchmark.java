package io.kvorum.benchmarks.jmh;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.RangeRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of a range whose rows are in the row cache, from the request to the encoded answer in a buffer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RangeBenchmark {
    /** Rows of the answer. */
    @Param("10000")
    public int rows;

    private final EncodingReply reply = new EncodingReply();
    private BareEngine engine;
    private Kv kv;
    private RangeRequest request;
    private RequestContext context;

    @Setup
    public void fill() {
        engine = new BareEngine();
        engine.fill(rows);
        kv = engine.service(Kv.class);
        context = RequestContext.background(Runnable::run);
        ByteString all = ByteString.copyFrom(new byte[1]);
        request = RangeRequest.newBuilder()
                .setKey(all)
                .setRangeEnd(all)
                .setSerializable(true)
                .build();
    }

    /** Gives the length of the encoded answer. */
    @Benchmark
    public long range() {
        reply.bytes = 0;
        kv.range(context, request, reply);
        engine.drain();
        if (reply.bytes < (long) rows * BareEngine.VALUE_BYTES) {
            throw new IllegalStateException("an answer of " + reply.bytes + " bytes for " + rows + " rows");
        }
        return reply.bytes;
    }

    /** Encodes as a transport would, into one buffer that is used again. */
    private static final class EncodingReply implements Reply<RangeAnswer> {
        private byte[] buffer = new byte[0];
        private long bytes;

        @Override
        public void complete(RangeAnswer answer) {
            int size = answer.encodedSize();
            if (buffer.length < size) {
                buffer = new byte[size];
            }
            CodedOutputStream out = CodedOutputStream.newInstance(buffer, 0, size);
            try {
                answer.encodeTo(out);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            bytes = size;
        }

        @Override
        public void fail(KvorumException failure) {
            throw failure;
        }
    }
}

package io.kvorum.benchmarks.jmh;

import com.google.protobuf.ByteString;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.engine.command.Operation;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per command on the apply path, in batches as consensus delivers them under load: encoding, decoding, execution,
 * the storage batch and its publication. Each iteration begins with a new store, as history only grows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ApplyBenchmark {
    static final int BATCH = 100;

    /** Keys in the store before anything is measured. */
    @Param("100000")
    public int keys;

    private BareEngine engine;
    private long next;

    @Setup(Level.Iteration)
    public void fill() {
        engine = new BareEngine();
        engine.fill(keys);
        next = keys;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void putOnExistingKeys() {
        for (int i = 0; i < BATCH; i++) {
            engine.addPut(existing());
        }
        engine.apply();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void insert() {
        for (int i = 0; i < BATCH; i++) {
            engine.addPut(BareEngine.key(next++));
        }
        engine.apply();
    }

    /** Puts a key if it exists: the form of a compare-and-swap. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void txn() {
        for (int i = 0; i < BATCH; i++) {
            ByteString key = existing();
            engine.add(
                    Operation.TXN,
                    TxnRequest.newBuilder()
                            .addCompare(Compare.newBuilder()
                                    .setKey(key)
                                    .setTarget(Compare.CompareTarget.VERSION)
                                    .setResult(Compare.CompareResult.GREATER)
                                    .setVersion(0))
                            .addSuccess(RequestOp.newBuilder().setRequestPut(engine.put(key)))
                            .build());
        }
        engine.apply();
    }

    private ByteString existing() {
        long mixed = ++next * 0x9E3779B97F4A7C15L;
        return BareEngine.key((mixed >>> 1) % keys);
    }
}

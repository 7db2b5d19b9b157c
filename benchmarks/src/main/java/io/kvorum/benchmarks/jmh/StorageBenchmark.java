package io.kvorum.benchmarks.jmh;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time of the calls that the engine makes to a storage backend, through its port, on real files. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StorageBenchmark {
    private static final int BATCH = 100;
    private static final Keyspace ROWS =
            new Keyspace("rows", Keyspace.KeyShape.fixed(Long.BYTES), Keyspace.SizeClass.BULK);

    /** The backend, by its name in {@code --storage}. */
    @Param("mapdb")
    public String storage;

    /** Rows in the store before anything is measured. */
    @Param("100000")
    public int rows;

    private final WriteBatch batch = new WriteBatch();
    private final SplittableRandom random = new SplittableRandom(7);
    private Path directory;
    private InlineRuntime runtime;
    private Lane writer;
    private StorageBackend backend;
    private Bytes value;
    private long next;

    @Setup(Level.Iteration)
    public void fill() throws IOException {
        directory = Files.createTempDirectory("kvorum-storage-benchmark-");
        runtime = new InlineRuntime(directory);
        writer = runtime.lane("apply", 16);
        byte[] bytes = new byte[BareEngine.VALUE_BYTES];
        random.nextBytes(bytes);
        value = Bytes.wrap(bytes);
        backend = StorageParts.open(storage, runtime, List.of(ROWS));
        next = 0;
        while (next < rows) {
            apply();
        }
        flush();
    }

    @TearDown(Level.Iteration)
    public void delete() throws IOException {
        runtime.run(writer, backend::close);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A batch of 100 new rows, in ascending order as revisions are. */
    @Benchmark
    public void apply() {
        batch.clear();
        for (int i = 0; i < BATCH; i++) {
            batch.put(ROWS, key(next++), value);
        }
        runtime.run(writer, () -> backend.apply(batch));
    }

    /** A batch of 100 new rows, made durable. */
    @Benchmark
    public void applyAndFlush() {
        apply();
        flush();
    }

    /** One row that exists. */
    @Benchmark
    public Bytes get() {
        Bytes found = backend.get(ROWS, key(random.nextInt(rows)));
        if (found == null) {
            throw new IllegalStateException("a stored row is missing");
        }
        return found;
    }

    /** A walk over 1,000 rows, or all if there are fewer. */
    @Benchmark
    public long scan() {
        int length = Math.min(1_000, rows);
        KeyRange range = new KeyRange(key(random.nextInt(rows - length + 1)), null);
        long bytes = 0;
        try (RowCursor cursor = backend.scan(ROWS, range, false, length)) {
            while (cursor.next()) {
                bytes += cursor.value().length();
            }
        }
        return bytes;
    }

    private void flush() {
        boolean[] done = new boolean[1];
        runtime.run(writer, () -> backend.flush().whenComplete((nothing, failure) -> done[0] = failure == null));
        if (!done[0]) {
            throw new IllegalStateException("a flush did not succeed");
        }
    }

    private static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}

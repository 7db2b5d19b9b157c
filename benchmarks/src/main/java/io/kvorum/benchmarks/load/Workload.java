package io.kvorum.benchmarks.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.MethodDescriptor;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/**
 * One kind of call, many times.
 *
 * @param name for the report
 * @param method what is called
 * @param request the request of the n-th operation
 * @param clients how many calls are under way at once
 * @param connections over how many connections
 */
record Workload(
        String name,
        MethodDescriptor<byte[], byte[]> method,
        LongFunction<byte[]> request,
        int clients,
        int connections) {
    static final int VALUE_BYTES = 256;
    private static final String RANGE_PREFIX = "r/";
    private static final ByteString SINGLE_KEY = ByteString.copyFromUtf8("single-key");

    /** Puts of 8-byte keys, spread over {@code keys} of them, with values that do not compress. */
    static Workload puts(int clients, int connections, long keys) {
        IntFunction<ByteString> values = values(512);
        return new Workload(
                "put, " + clients + " client" + (clients == 1 ? "" : "s"),
                RawCalls.PUT,
                n -> put(key(mix(n) % keys), values.apply((int) (n & 511))),
                clients,
                connections);
    }

    /** Gets of one key. */
    static Workload gets(boolean serializable, int clients, int connections) {
        byte[] request = RangeRequest.newBuilder()
                .setKey(SINGLE_KEY)
                .setSerializable(serializable)
                .build()
                .toByteArray();
        return new Workload(
                (serializable ? "serializable" : "linearizable") + " get, " + clients + " clients",
                RawCalls.RANGE,
                n -> request,
                clients,
                connections);
    }

    /** Ranges over {@code keys} keys that {@link #rangeFill} has stored. */
    static Workload ranges(int keys, int clients, int connections) {
        byte[] request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(RANGE_PREFIX))
                .setRangeEnd(ByteString.copyFromUtf8("r0"))
                .build()
                .toByteArray();
        return new Workload(
                "range of " + keys + " keys, " + clients + " clients",
                RawCalls.RANGE,
                n -> request,
                clients,
                connections);
    }

    /** Stores what the reading workloads read. */
    static Workload rangeFill() {
        IntFunction<ByteString> values = values(512);
        return new Workload(
                "fill",
                RawCalls.PUT,
                n -> n == 0
                        ? put(SINGLE_KEY, values.apply(0))
                        : put(ByteString.copyFromUtf8(RANGE_PREFIX + String.format("%06d", n)), values.apply((int)
                                (n & 511))),
                64,
                8);
    }

    /** Stores {@code n}-th of many different 16-byte keys. */
    static Workload bulkFill() {
        IntFunction<ByteString> values = values(512);
        return new Workload(
                "bulk fill",
                RawCalls.PUT,
                n -> put(ByteString.copyFromUtf8(String.format("%016x", n)), values.apply((int) (n & 511))),
                1000,
                100);
    }

    /** Stores {@code n}-th of many different keys with large values. */
    static Workload largeFill(int valueBytes) {
        IntFunction<ByteString> values = values(16, valueBytes);
        return new Workload(
                "fill with values of " + valueBytes,
                RawCalls.PUT,
                n -> put(ByteString.copyFromUtf8(String.format("l/%014x", n)), values.apply((int) (n & 15))),
                64,
                8);
    }

    private static byte[] put(ByteString key, ByteString value) {
        return PutRequest.newBuilder().setKey(key).setValue(value).build().toByteArray();
    }

    private static ByteString key(long number) {
        return UnsafeByteOperations.unsafeWrap(
                ByteBuffer.allocate(8).putLong(number).flip());
    }

    private static long mix(long n) {
        long mixed = n * 0x9E3779B97F4A7C15L;
        return (mixed ^ mixed >>> 29) & Long.MAX_VALUE;
    }

    private static IntFunction<ByteString> values(int count) {
        return values(count, VALUE_BYTES);
    }

    private static IntFunction<ByteString> values(int count, int bytes) {
        SplittableRandom random = new SplittableRandom(42);
        ByteString[] values = new ByteString[count];
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[bytes];
            random.nextBytes(value);
            values[i] = ByteString.copyFrom(value);
        }
        return index -> values[index];
    }
}

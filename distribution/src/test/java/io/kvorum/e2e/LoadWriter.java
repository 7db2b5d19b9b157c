package io.kvorum.e2e;

import static io.kvorum.e2e.Requests.op;

import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes values that never repeat, by puts and transactions, until the server is gone, and remembers what it was told. */
final class LoadWriter {
    private static final int KEYS = 10;

    private final GrpcClient client;
    private final String prefix;
    private final String mark;
    private final Map<Long, List<String>> acknowledged = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "load");
    private volatile int count;

    LoadWriter(GrpcClient client, String prefix, String mark) {
        this.client = client;
        this.prefix = prefix;
        this.mark = mark;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                String value = mark + count;
                String one = prefix + count % KEYS;
                String two = prefix + "t" + count % KEYS;
                if (count % 4 == 3) {
                    long revision = client.kv()
                            .txn(Requests.txn(op(Requests.put(one, value)), op(Requests.put(two, value)))
                                    .build())
                            .getHeader()
                            .getRevision();
                    acknowledged.put(revision, List.of(one + "=" + value, two + "=" + value));
                } else {
                    acknowledged.put(client.put(one, value), List.of(one + "=" + value));
                }
                count++;
            }
        } catch (StatusRuntimeException gone) {
            // The server was killed; whether this write took effect is open.
        }
    }

    int acknowledgedCount() {
        return count;
    }

    void join() {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Changes by revision; after {@link #join()}. */
    Map<Long, List<String>> acknowledged() {
        return acknowledged;
    }
}

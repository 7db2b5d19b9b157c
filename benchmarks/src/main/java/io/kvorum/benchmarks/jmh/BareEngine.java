package io.kvorum.benchmarks.jmh;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.engine.Engine;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.command.Command;
import io.kvorum.engine.command.Operation;
import io.kvorum.engine.snapshot.SpoolFile;
import io.kvorum.engine.snapshot.SpoolFiles;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.NoPeers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** An engine on storage in memory that applies what it is told on the calling thread. */
final class BareEngine {
    static final int VALUE_BYTES = 256;

    private static final MemberId SELF = new MemberId(1);
    // Commands of another member: nobody here waits for their answers.
    private static final long ORIGIN = 2;
    private static final long TERM = 1;

    private final InlineRuntime runtime = new InlineRuntime(Path.of("."));
    private final Engine engine;
    private final List<CommittedEntry> entries = new ArrayList<>();
    private final ByteString value;
    private long index;

    BareEngine() {
        byte[] bytes = new byte[VALUE_BYTES];
        new SplittableRandom(42).nextBytes(bytes);
        value = ByteString.copyFrom(bytes);
        engine = new Engine(
                new EngineConfig(
                        SELF,
                        1,
                        "bare",
                        List.of("http://localhost:2379"),
                        "3.7.1",
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        1 << 20,
                        128,
                        EngineConfig.NO_QUOTA,
                        64 << 20,
                        1_000,
                        Duration.ofMillis(10),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(1),
                        true,
                        1),
                runtime,
                StorageParts.open("memory", runtime, Engine.keyspaces()),
                new NoSpools(),
                new NoPeers());
        engine.start(new CommittedAtOnce(SELF, () -> index));
        runtime.run(engine.machine().lane(), this::lead);
    }

    private void lead() {
        engine.machine().onLeaderChanged(Optional.of(SELF), TERM);
        Member self = new Member(SELF, List.of("http://localhost:2380"), false);
        engine.machine()
                .apply(List.of(new CommittedEntry.MembershipChanged(
                        ++index, TERM, new Membership(List.of(self), List.of()), Bytes.EMPTY)));
        engine.machine().onLeading(TERM);
    }

    /** Adds a command to the next batch. */
    void add(Operation operation, MessageLite request) {
        index++;
        Bytes command = Command.encode(operation, index, ORIGIN, index, 0, request);
        entries.add(new CommittedEntry.Command(index, TERM, command));
    }

    /** Adds a put of a value that does not compress. */
    void addPut(ByteString key) {
        add(Operation.PUT, put(key));
    }

    PutRequest put(ByteString key) {
        return PutRequest.newBuilder().setKey(key).setValue(value).build();
    }

    /** Applies what was added, and lets everything run that follows from it. */
    void apply() {
        runtime.run(engine.machine().lane(), () -> engine.machine().apply(entries));
        entries.clear();
    }

    /** Stores keys {@code 0} to {@code count}, excluded. */
    void fill(int count) {
        for (int n = 0; n < count; n++) {
            addPut(key(n));
            if (n % 1_000 == 999 || n == count - 1) {
                apply();
            }
        }
    }

    <S> S service(Class<S> type) {
        return engine.services().find(type).orElseThrow();
    }

    void drain() {
        runtime.drain();
    }

    /** A key of 8 bytes. */
    static ByteString key(long number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    /** No snapshot is taken in a benchmark. */
    private record NoSpools() implements SpoolFiles {
        @Override
        public SpoolFile create(String name) {
            throw new UnsupportedOperationException("no snapshot is taken here");
        }

        @Override
        public void deleteAll() {
            // There are none.
        }
    }
}

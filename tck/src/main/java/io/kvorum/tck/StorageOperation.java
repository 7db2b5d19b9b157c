package io.kvorum.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.WriteBatch;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** One random step of a model check. */
sealed interface StorageOperation {
    /** Does the step to both and compares. */
    void run(StorageSession session, StorageModel model);

    /**
     * A change in a batch.
     *
     * @param keyNumber chooses an existing key for a removal
     */
    record Change(Keyspace keyspace, Bytes key, Bytes value, boolean removal, int keyNumber) {}

    /** Applies a batch. */
    record Apply(List<Change> changes) implements StorageOperation {
        @Override
        public void run(StorageSession session, StorageModel model) {
            WriteBatch batch = new WriteBatch();
            for (Change change : changes) {
                Keyspace keyspace = change.keyspace();
                Bytes existing = model.existingKey(keyspace, change.keyNumber());
                if (change.removal() && existing != null) {
                    batch.delete(keyspace, existing);
                } else if (change.removal() && keyspace != StorageSession.BULK) {
                    batch.delete(keyspace, change.key());
                } else {
                    // A row of a bulk keyspace is written once
                    Bytes key = keyspace == StorageSession.BULK ? model.newBulkKey() : change.key();
                    batch.put(keyspace, key, change.value());
                }
            }
            session.backend().apply(batch);
            model.apply(batch);
        }
    }

    /** Flushes. */
    record Flush() implements StorageOperation {
        @Override
        public void run(StorageSession session, StorageModel model) {
            session.flush();
            model.flushed();
        }
    }

    /** Closes, after a flush, and opens again. */
    record Reopen() implements StorageOperation {
        @Override
        public void run(StorageSession session, StorageModel model) {
            session.flush();
            model.flushed();
            session.reopen(StorageSession.KEYSPACES);
            assertThat(session.rows()).isEqualTo(model.rows());
        }
    }

    /** Crashes and opens again. */
    record Crash() implements StorageOperation {
        @Override
        public void run(StorageSession session, StorageModel model) {
            session.crashAndOpen();
            List<StorageRow> found = session.rows();
            assertThat(model.recoveredTo(found))
                    .as("recovery to the state after some batch since the last flush; found %s", found)
                    .isTrue();
        }
    }

    /** Scans part of a keyspace, and asks for its bounds. */
    record Look(Keyspace keyspace, Bytes from, Bytes to, boolean descending, int limit) implements StorageOperation {
        @Override
        public void run(StorageSession session, StorageModel model) {
            KeyRange range = new KeyRange(from, to.isEmpty() ? null : to);
            assertThat(session.scan(keyspace, range, descending, limit))
                    .isEqualTo(model.scan(keyspace, range, descending, limit));
            for (StorageRow row : model.scan(keyspace, range, descending, 3)) {
                assertThat(session.backend().get(keyspace, row.key())).isEqualTo(row.value());
            }
            if (keyspace != StorageSession.BULK && !to.isEmpty()) {
                assertThat(session.backend().get(keyspace, to)).isEqualTo(model.get(keyspace, to));
            }
        }
    }

    /** Replaces everything by a part of itself. */
    record Replace(int keepEvery) implements StorageOperation {
        @Override
        public void run(StorageSession session, StorageModel model) {
            List<StorageRow> all = model.rows();
            List<StorageRow> kept = IntStream.range(0, all.size())
                    .filter(i -> i % keepEvery == 0)
                    .mapToObj(all::get)
                    .toList();
            session.backend().replaceAll(new ListedRows(kept));
            model.replaced(kept);
        }
    }

    /** Operations that a backend meets, the frequent ones more often. */
    static Arbitrary<StorageOperation> any(boolean durable) {
        Arbitrary<Keyspace> keyspaces = Arbitraries.of(StorageSession.KEYSPACES);
        // Few different keys, of bytes at the ends of the signed and the unsigned range
        Arbitrary<Bytes> keys = Arbitraries.of(0x00, 0x01, 0x61, 0x7f, 0x80, 0xff)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(StorageOperation::bytes);
        Arbitrary<Bytes> values = Arbitraries.integers().between(0, 700).map(length -> Bytes.wrap(new byte[length]));
        Arbitrary<Change> changes = Combinators.combine(
                        keyspaces,
                        keys,
                        values,
                        Arbitraries.of(false, false, true),
                        Arbitraries.integers().between(0, 1_000))
                .as(Change::new);
        Arbitrary<StorageOperation> apply =
                changes.list().ofMinSize(1).ofMaxSize(30).map(Apply::new);
        Arbitrary<StorageOperation> look = Combinators.combine(
                        keyspaces,
                        Arbitraries.oneOf(keys, Arbitraries.just(Bytes.EMPTY)),
                        Arbitraries.oneOf(keys, Arbitraries.just(Bytes.EMPTY)),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 20))
                .as(Look::new);
        return Arbitraries.frequencyOf(
                Tuple.of(10, apply),
                Tuple.of(5, look),
                Tuple.of(3, Arbitraries.just(new Flush())),
                Tuple.of(durable ? 1 : 0, Arbitraries.just(new Reopen())),
                Tuple.of(durable ? 1 : 0, Arbitraries.just(new Crash())),
                Tuple.of(1, Arbitraries.integers().between(1, 3).map(Replace::new)));
    }

    private static Bytes bytes(List<Integer> values) {
        byte[] array = new byte[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i).byteValue();
        }
        return Bytes.wrap(array);
    }
}

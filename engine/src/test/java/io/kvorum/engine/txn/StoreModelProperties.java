package io.kvorum.engine.txn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvorum.api.Answer;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Rows;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.api.mvccpb.KeyValue;
import io.kvorum.engine.mvcc.Change;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.engine.mvcc.StoreFixture;
import io.kvorum.spi.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The store gives the same answers as the model, whatever is asked in whatever order. */
class StoreModelProperties {
    private static final Header HEADER = new Header(7, 8, 0, 9);
    private static final Set<Long> GRANTED = Set.of(1L, 2L, 3L);

    @Property(tries = 300)
    void everyAnswerIsTheModels(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 150) int commands,
            @ForAll @IntRange(min = 1, max = 27) int keys,
            @ForAll boolean cached) {
        Run run = new Run(seed, keys, cached ? 4000 : 0);
        for (int i = 0; i < commands; i++) {
            run.step();
        }
        run.finish();
    }

    private static final class Run {
        private final Random random;
        private final RandomRequests requests;
        private final StoreFixture fixture;
        private final StoreModel model = new StoreModel(GRANTED);
        private final HeldLeases leases = new HeldLeases(GRANTED);
        private final List<RevisionChanges> changes = new ArrayList<>();
        private TxnExecutor executor;
        private RangeQuery query;
        private long shown = 1;
        private long shownCompact = -1;

        Run(long seed, int keys, long cacheBytes) {
            random = new Random(seed);
            requests = new RandomRequests(random, keys);
            fixture = new StoreFixture(cacheBytes);
            useStore();
        }

        private void useStore() {
            executor = new TxnExecutor(fixture.store(), leases);
            query = new RangeQuery(fixture.store());
        }

        void step() {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> {
                    PutRequest put = requests.put();
                    if (isValid(() -> RequestValidation.check(put))) {
                        compareWrite(() -> model.put(put), () -> executor.put(put, HEADER));
                    }
                }
                case 4 -> {
                    var delete = requests.delete();
                    compareWrite(() -> model.delete(delete), () -> executor.deleteRange(delete, HEADER));
                }
                case 5, 6, 7 -> {
                    TxnRequest txn = requests.txn(model.revision, 2);
                    if (!TxnExecutor.isReadOnly(txn) && isValid(() -> RequestValidation.check(txn, 128))) {
                        compareWrite(() -> model.txn(txn), () -> executor.txn(txn, HEADER));
                    }
                }
                case 8, 9, 10 -> compareRange();
                case 11 -> {
                    TxnRequest txn = requests.readOnly(model.revision);
                    compareRead(() -> model.readOnly(txn, shown, shownCompact), () -> executor.readOnly(txn, HEADER));
                }
                case 12 -> compact();
                case 13 -> removeSome();
                case 14 -> publish();
                default -> restart();
            }
        }

        private boolean isValid(Runnable validation) {
            try {
                validation.run();
                return true;
            } catch (KvorumException refusal) {
                return false;
            }
        }

        private <A extends Answer<?>> void compareWrite(Supplier<Object> expected, Supplier<Executed<A>> actual) {
            String refusal = null;
            Object message = null;
            try {
                message = expected.get();
            } catch (StoreModel.Refusal failure) {
                refusal = failure.getMessage();
            }
            Executed<A> executed = actual.get();
            if (refusal != null) {
                assertThat(executed.failure().text()).isEqualTo(refusal);
                assertThat(executed.changes()).isNull();
            } else {
                assertThat(executed.failure()).isNull();
                assertThat(executed.answer().toMessage()).isEqualTo(message);
            }
            if (executed.changes() != null) {
                changes.add(executed.changes());
            }
            assertThat(leases.attached).isEqualTo(model.attachments());
            assertThat(fixture.store().currentRevision()).isEqualTo(model.revision);
        }

        private void compareRead(Supplier<Object> expected, Supplier<Answer<?>> actual) {
            Object wanted;
            try {
                wanted = expected.get();
            } catch (StoreModel.Refusal failure) {
                wanted = failure.getMessage();
            }
            Object got;
            try {
                Answer<?> answer = actual.get();
                got = answer == null ? null : answer.toMessage();
            } catch (KvorumException failure) {
                got = failure.text();
            }
            if (got != null) {
                assertThat(got).isEqualTo(wanted);
            }
        }

        private void compareRange() {
            RangeRequest request = requests.range(model.revision);
            compareRead(() -> model.range(request, shown, shownCompact), () -> query.range(request, HEADER));
            compareRead(
                    () -> model.range(request, shown, shownCompact), () -> query.tryRangeCached(request, HEADER, 4));
            RangeRequest ordered = request.toBuilder()
                    .clearSortOrder()
                    .clearSortTarget()
                    .clearMinModRevision()
                    .clearMaxModRevision()
                    .clearMinCreateRevision()
                    .clearMaxCreateRevision()
                    .build();
            compareRead(() -> model.range(ordered, shown, shownCompact), () -> streamed(ordered));
        }

        private RangeAnswer streamed(RangeRequest request) {
            RangeStream stream = new RangeStream(fixture.store(), request, HEADER, 60);
            RangeResponse.Builder whole = RangeResponse.newBuilder();
            RangeAnswer chunk = null;
            while (!stream.isFinished()) {
                chunk = stream.next();
                assertThat(chunk.header() == null).isEqualTo(!stream.isFinished());
                whole.mergeFrom(chunk.toMessage());
            }
            List<ByteString> rows =
                    whole.getKvsList().stream().map(KeyValue::toByteString).toList();
            return new RangeAnswer(chunk.header(), rows, chunk.more(), chunk.count());
        }

        private void compact() {
            long to = random.nextInt((int) model.revision + 3) - 2;
            String refusal = null;
            try {
                model.compact(to);
            } catch (StoreModel.Refusal failure) {
                refusal = failure.getMessage();
            }
            try {
                fixture.store().compact(to);
                assertThat(refusal).isNull();
            } catch (KvorumException failure) {
                assertThat(failure.text()).isEqualTo(refusal);
            }
        }

        private void removeSome() {
            publish();
            fixture.compactStep(1 + random.nextInt(4));
            compareHash();
        }

        private void publish() {
            fixture.publish();
            shown = model.revision;
            shownCompact = model.compactRevision;
        }

        private void restart() {
            publish();
            assertThat(fixture.restart()).isEqualTo(model.attachments());
            useStore();
            assertThat(fixture.store().publishedRevision()).isEqualTo(model.revision);
            assertThat(fixture.store().compactRevision()).isEqualTo(model.compactRevision);
        }

        void finish() {
            publish();
            while (fixture.compactStep(3)) {
                compareHash();
            }
            compareHash();
            compareRows();
            compareHistory();
            restart();
            compareHash();
            compareRows();
            for (int i = 0; i < 5; i++) {
                compareRange();
            }
        }

        /** The storage holds what a finished compaction leaves, and nothing else (R102). */
        private void compareRows() {
            List<String> stored = new ArrayList<>();
            fixture.storage().rows(MvccStore.ROWS).forEach((key, value) -> stored.add(key + " " + value));
            List<String> expected = new ArrayList<>();
            for (StoreModel.Entry entry : model.keptHistory()) {
                expected.add(Bytes.wrap(rowKey(entry)) + " "
                        + Bytes.wrap(entry.pair().toByteArray()));
            }
            assertThat(stored).isEqualTo(expected);
        }

        private static byte[] rowKey(StoreModel.Entry entry) {
            return ByteBuffer.allocate(17)
                    .putLong(entry.main())
                    .put((byte) '_')
                    .putLong(entry.sub())
                    .array();
        }

        /** R310-R312, from the model's history alone. */
        private void compareHash() {
            long compacted = model.compactRevision;
            CRC32C crc = new CRC32C();
            crc.update("key".getBytes(StandardCharsets.US_ASCII));
            boolean anyKept = !model.snapshots.get(model.revision).isEmpty();
            long keptAt = anyKept ? model.revision : compacted;
            for (StoreModel.Entry entry : model.history) {
                if (entry.main() <= compacted) {
                    KeyValue kept = model.snapshots
                            .getOrDefault(keptAt, new TreeMap<>(StoreModel.ORDER))
                            .get(entry.pair().getKey());
                    if (entry.isDeletion() || !entry.pair().equals(kept)) {
                        continue;
                    }
                }
                crc.update(rowKey(entry));
                if (entry.isDeletion()) {
                    crc.update('t');
                }
                crc.update(entry.pair().toByteArray());
            }
            assertThat(fixture.store().hash(0).hash()).isEqualTo((int) crc.getValue());
        }

        /** Each revision is read back whole, in order, as it was written. */
        private void compareHistory() {
            long from = Math.max(model.compactRevision, 1);
            List<RevisionChanges> expected = changes.stream()
                    .filter(revision -> revision.revision() > model.compactRevision)
                    .toList();
            List<RevisionChanges> read = new ArrayList<>();
            long next = from;
            while (true) {
                List<RevisionChanges> part = fixture.store().changesSince(next, 1 + random.nextInt(3), 2);
                if (part.isEmpty()) {
                    break;
                }
                read.addAll(part);
                next = part.get(part.size() - 1).revision() + 1;
            }
            read.removeIf(revision -> revision.revision() <= model.compactRevision);
            assertThat(read).isEqualTo(expected);
            for (RevisionChanges revision : read) {
                for (Change change : revision.changes()) {
                    long before = revision.revision() - 1;
                    KeyValue pair = before < model.compactRevision || before < 1
                            ? null
                            : model.snapshots.get(before).get(change.key());
                    ByteString row = fixture.store().rowAt(change.key(), before);
                    assertThat(row).isEqualTo(pair == null ? null : pair.toByteString());
                    assertThat(change.isDeletion() || Rows.key(change.row()).equals(change.key()))
                            .isTrue();
                }
            }
        }
    }
}

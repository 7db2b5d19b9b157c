package io.kvorum.engine.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import org.junit.jupiter.api.Test;

class CompactionTest {
    private final StoreFixture fixture = new StoreFixture(10_000);

    @Test
    void r100_revisionMustLieBetweenTheLastCompactionAndNow() {
        fixture.put("a", "1");
        refused(3, ErrorCode.FUTURE_REVISION);
        fixture.compact(2);
        refused(2, ErrorCode.COMPACTED);
        refused(1, ErrorCode.COMPACTED);
    }

    @Test
    void r101_aFreshStoreBehavesAsIfCompactedAtMinusOne() {
        refused(-1, ErrorCode.COMPACTED);
        fixture.compact(0);
        refused(0, ErrorCode.COMPACTED);
    }

    @Test
    void r102_deletionAtExactlyTheRevisionStaysUntilTheNextCompaction() {
        fixture.put("a", "1");
        fixture.put("b", "1");
        fixture.delete("a");
        fixture.compactFully(4);
        assertThat(fixture.storage().rows(MvccStore.ROWS)).hasSize(2);
        assertThat(fixture.store().changesSince(4, 10, 10)).hasSize(1);
        fixture.put("b", "2");
        fixture.compactFully(5);
        assertThat(fixture.storage().rows(MvccStore.ROWS)).hasSize(1);
    }

    @Test
    void r102_readersBelowTheRevisionAreRefusedAtOnce() {
        fixture.put("a", "1");
        fixture.put("a", "2");
        ReadView view = fixture.store().view();
        Selection selection = view.select(KeyInterval.single(ByteString.copyFromUtf8("a")), 2, false, 1);
        fixture.compact(3);
        assertThatThrownBy(() -> view.rows(selection))
                .satisfies(failure -> assertThat(((KvorumException) failure).is(ErrorCode.COMPACTED))
                        .isTrue());
        assertThat(fixture.store().rowAt(ByteString.copyFromUtf8("a"), 2)).isNull();
    }

    @Test
    void r105_interruptedRemovalGoesOnAfterARestart() {
        for (int i = 0; i < 20; i++) {
            fixture.put("a", "v" + i);
        }
        fixture.compact(20);
        assertThat(fixture.compactStep(5)).isTrue();
        fixture.restart();
        assertThat(fixture.store().compactRevision()).isEqualTo(20);
        assertThat(fixture.store().isCompactionPending()).isTrue();
        while (fixture.compactStep(5)) {
            // Goes on until nothing is left.
        }
        assertThat(fixture.storage().rows(MvccStore.ROWS)).hasSize(2);
        fixture.restart();
        assertThat(fixture.store().isCompactionPending()).isFalse();
        assertThat(fixture.store().finishedCompactRevision()).isEqualTo(20);
    }

    @Test
    void oneStepRemovesNoMoreThanItMayEvenFromOneKey() {
        for (int i = 0; i < 2_000; i++) {
            fixture.put("a", "v");
        }
        fixture.compact(2_001);
        int steps = 1;
        int before = fixture.storage().rows(MvccStore.ROWS).size();
        while (fixture.compactStep(100)) {
            int after = fixture.storage().rows(MvccStore.ROWS).size();
            assertThat(before - after).isLessThanOrEqualTo(100);
            before = after;
            steps++;
        }
        assertThat(steps).isGreaterThanOrEqualTo(20);
        assertThat(fixture.metrics().value("etcd_debugging_mvcc_db_compaction_keys_total"))
                .isEqualTo(1999);
    }

    private void refused(long revision, ErrorCode code) {
        assertThatThrownBy(() -> fixture.store().compact(revision))
                .isInstanceOfSatisfying(
                        KvorumException.class,
                        failure -> assertThat(failure.code()).contains(code));
    }
}

package io.kvorum.engine.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import org.junit.jupiter.api.Test;

class KeyHashTest {
    private final StoreFixture fixture = new StoreFixture(0);

    @Test
    void r313_emptyStoreHasTheHashOfTheName() {
        assertThat(fixture.store().hash(0)).isEqualTo(new KeyHash((int) 1084519789L, 1, -1));
    }

    @Test
    void r313_historyHasTheReferenceHashBeforeAndAfterCompaction() {
        writeVector();

        assertThat(fixture.store().hash(0)).isEqualTo(new KeyHash((int) 713085917L, 5, -1));

        fixture.compactFully(3);
        assertThat(fixture.store().hash(0)).isEqualTo(new KeyHash((int) 177806393L, 5, 3));
    }

    @Test
    void r312_hashDoesNotDependOnHowFarTheRemovalHasCome() {
        writeVector();
        fixture.compact(3);
        assertThat(fixture.store().hash(0)).isEqualTo(new KeyHash((int) 177806393L, 5, 3));
        fixture.compactStep(1);
        assertThat(fixture.store().hash(0)).isEqualTo(new KeyHash((int) 177806393L, 5, 3));
    }

    @Test
    void r314_hashAtACompactionIsRememberedAgainstThePointBefore() {
        writeVector();
        KeyHash before = fixture.store().hash(3);
        fixture.compactFully(3);
        assertThat(fixture.store().hash(3))
                .isEqualTo(before)
                .extracting(KeyHash::compactRevision)
                .isEqualTo(-1L);
    }

    @Test
    void r314_onlyTenHashesAreRemembered() {
        for (int i = 0; i < 15; i++) {
            fixture.put("k", "v" + i);
        }
        for (long revision = 2; revision <= 12; revision++) {
            fixture.compactFully(revision);
        }
        assertThat(fixture.store().hash(12).compactRevision()).isEqualTo(11);
        assertThat(fixture.store().hash(3).compactRevision()).isEqualTo(2);
        assertRefused(2, ErrorCode.COMPACTED);
    }

    @Test
    void r310_revisionsOutOfReachAreRefused() {
        writeVector();
        fixture.compactFully(3);
        assertRefused(6, ErrorCode.FUTURE_REVISION);
        assertRefused(2, ErrorCode.COMPACTED);
    }

    @Test
    void hashSurvivesARestart() {
        writeVector();
        fixture.compactFully(3);
        fixture.restart();
        assertThat(fixture.store().hash(0)).isEqualTo(new KeyHash((int) 177806393L, 5, 3));
    }

    private void writeVector() {
        fixture.put("a", "1");
        fixture.put("a", "2");
        fixture.delete("a");
        fixture.put("b", "1");
    }

    private void assertRefused(long revision, ErrorCode code) {
        assertThatThrownBy(() -> fixture.store().hash(revision))
                .isInstanceOfSatisfying(
                        KvorumException.class,
                        failure -> assertThat(failure.is(code)).isTrue());
    }
}

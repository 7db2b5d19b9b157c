package io.kvorum.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.WriteBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageModelTest {
    private static final StorageRow ONE = row("a");
    private static final StorageRow TWO = row("b");

    private final StorageModel model = new StorageModel();

    @Test
    void sto2_whatWasRecoveredAndNotFlushedMayBeLostInAnotherCrash() {
        apply(ONE);
        apply(TWO);

        assertThat(model.recoveredTo(List.of(ONE))).isTrue();
        assertThat(model.recoveredTo(List.of())).isTrue();
    }

    @Test
    void sto2_whatACrashHasLostDoesNotComeBack() {
        apply(ONE);
        apply(TWO);

        assertThat(model.recoveredTo(List.of(ONE))).isTrue();
        assertThat(model.recoveredTo(List.of(ONE, TWO))).isFalse();
    }

    @Test
    void sto2_whatWasFlushedStays() {
        apply(ONE);
        model.flushed();
        apply(TWO);

        assertThat(model.recoveredTo(List.of())).isFalse();
        assertThat(model.recoveredTo(List.of(TWO))).isFalse();
        assertThat(model.recoveredTo(List.of(ONE))).isTrue();
        assertThat(model.recoveredTo(List.of())).isFalse();
    }

    private void apply(StorageRow row) {
        model.apply(new WriteBatch().put(row.keyspace(), row.key(), row.value()));
    }

    private static StorageRow row(String key) {
        return new StorageRow(StorageSession.SMALL, Bytes.utf8(key), Bytes.utf8("value"));
    }
}

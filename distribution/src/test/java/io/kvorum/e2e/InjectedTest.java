package io.kvorum.e2e;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A test of faults that injected nothing fails, whatever was injected before it. */
final class InjectedTest {
    private final Injected injected = new Injected();

    @Test
    void nothingInjectedIsFound() {
        assertThatThrownBy(injected::stateAll).hasMessageContaining("faults that this test injected");
    }

    @Test
    void whatWasStatedCountsNoMore() {
        injected.note("a fault");
        assertThatCode(injected::stateAll).doesNotThrowAnyException();
        assertThatThrownBy(injected::stateAll).hasMessageContaining("faults that this test injected");
    }
}

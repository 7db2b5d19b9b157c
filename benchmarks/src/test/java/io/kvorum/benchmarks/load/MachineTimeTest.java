package io.kvorum.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class MachineTimeTest {
    @Test
    void whatTheHostGaveToOthersIsAShareOfAllTicks() {
        MachineTime before = MachineTime.of("cpu  100 5 40 800 10 0 5 40 99 99");
        assertThat(before).isEqualTo(new MachineTime(1_000, 150, 40));
        MachineTime after = MachineTime.of("cpu  150 5 50 810 10 0 5 70 99 99");
        assertThat(after.stolenShareSince(before)).isCloseTo(0.3, within(1e-9));
        assertThat(after.usedShareSince(before)).isCloseTo(0.6, within(1e-9));
        assertThat(after.secondsSince(before)).isCloseTo(1, within(1e-9));
        assertThat(before.stolenShareSince(before)).isZero();
    }

    @Test
    void theMachinesOwnTimeCanBeRead() {
        assertThat(MachineTime.now().all()).isPositive();
    }
}

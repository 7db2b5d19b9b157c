package io.kvorum.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimulateOptionsTest {
    @Test
    void withoutOptionsOneRunAtATimeUntilOneFails() {
        SimulateOptions options = SimulateOptions.parse(List.of());
        assertThat(options.jobs()).isEqualTo(1);
        assertThat(options.failures()).isEqualTo(1);
        assertThat(options.seeds()).isEqualTo(1_000);
    }

    @Test
    void aBoundOfTimeLetsSeedsGoOn() {
        SimulateOptions options =
                SimulateOptions.parse(List.of("--hours", "8", "--jobs", "2", "--failures", "5", "--members", "4"));
        assertThat(options.seeds()).isEqualTo(Long.MAX_VALUE);
        assertThat(options.jobs()).isEqualTo(2);
        assertThat(options.failures()).isEqualTo(5);
        assertThat(options.settings(1).members()).isEqualTo(4);
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        assertThatThrownBy(() -> SimulateOptions.parse(List.of("--jobs", "0")))
                .hasMessage("--jobs must be at least 1, not 0");
        assertThatThrownBy(() -> SimulateOptions.parse(List.of("--threads", "2")))
                .hasMessage("there is no option --threads");
    }
}

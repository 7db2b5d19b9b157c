package io.kvorum.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulateOptionsTest {
    private static SimulateOptions parse(String... arguments) {
        return CommandLine.populateCommand(new SimulateOptions(), arguments);
    }

    @Test
    void withoutOptionsOneRunAtATimeUntilOneFails() {
        SimulateOptions options = parse();
        assertThat(options.jobs()).isEqualTo(1);
        assertThat(options.failures()).isEqualTo(1);
        assertThat(options.seeds()).isEqualTo(1_000);
    }

    @Test
    void aBoundOfTimeLetsSeedsGoOn() {
        SimulateOptions options = parse("--hours", "8", "--jobs", "2", "--failures", "5", "--members", "4");
        assertThat(options.seeds()).isEqualTo(Long.MAX_VALUE);
        assertThat(options.jobs()).isEqualTo(2);
        assertThat(options.failures()).isEqualTo(5);
        assertThat(options.settings(1).members()).isEqualTo(4);
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        assertThatThrownBy(() -> parse("--jobs", "0"))
                .hasMessageContaining("--jobs'")
                .hasMessageContaining("must be at least 1, not 0");
        assertThatThrownBy(() -> parse("--threads", "2")).hasMessageContaining("--threads");
    }
}

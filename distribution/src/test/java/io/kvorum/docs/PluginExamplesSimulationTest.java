package io.kvorum.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.docs.examples.WholeFileInSimulation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginExamplesSimulationTest {
    @TempDir
    Path directory;

    @Test
    void theStorageOfThePageKeepsItsPromisesThroughCrashes() {
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(WholeFileInSimulation.run(seed, directory.resolve("seed-" + seed))
                            .violations())
                    .isEmpty();
        }
    }
}

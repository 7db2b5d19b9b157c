package io.kvorum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation bites: each member that breaks one promise is found within a stated number of seeds. */
class ClusterPlantedBugTest {
    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBugIsFound(PlantedBugs.Bug bug) {
        assertThat(seedsNeeded(bug)).as("seeds until it was found").isLessThanOrEqualTo(bug.seeds());
    }

    static List<PlantedBugs.Bug> bugs() {
        return PlantedBugs.all();
    }

    /** How many seeds, from 1 on, until it is found; one more than allowed if it is not. */
    static int seedsNeeded(PlantedBugs.Bug bug) {
        for (int seed = 1; seed <= bug.seeds(); seed++) {
            if (!bug.run(seed).run().violations().isEmpty()) {
                return seed;
            }
        }
        return bug.seeds() + 1;
    }
}

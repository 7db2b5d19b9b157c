package io.kvorum.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.kvorum.spi.MemberId;
import io.kvorum.tck.sim.SimulatedFile;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What has been healed must not go wrong any more: what is judged afterwards counts on it. */
final class FaultInjectorTest {
    private final Simulation simulation = new Simulation(1);
    private final SimulatedNetwork network = new SimulatedNetwork(simulation);
    private final Fleet fleet = new Fleet();
    private final FaultInjector faults = new FaultInjector(
            simulation,
            network,
            fleet,
            new Coverage(),
            new Trace(simulation),
            new MajorityLoss(fleet, () -> {}, survivor -> {}));

    @Test
    void healingTakesBackDiskFailuresThatAreStillToCome() {
        SimulatedNode node = new SimulatedNode(simulation, network, DefaultParts.raft(), new MemberId(1));
        fleet.add(node);
        faults.startIfDown(node);
        node.disk().failNextWrite();
        node.disk().failNextSync();
        faults.heal();
        SimulatedFile file = node.disk().open(Path.of("node-1/anything"));
        assertThatCode(() -> {
                    file.append(new byte[1]);
                    file.sync();
                })
                .doesNotThrowAnyException();
    }
}

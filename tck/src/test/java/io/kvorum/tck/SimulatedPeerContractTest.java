package io.kvorum.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.SimulatedPeerTransportFactory;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

class SimulatedPeerContractTest extends PeerTransportContract {
    final Simulation simulation = new Simulation(5);
    final SimulatedNetwork network = new SimulatedNetwork(simulation);

    @Override
    protected PeerTransportFactory factory() {
        return new SimulatedPeerTransportFactory(network);
    }

    @Override
    protected String listenUrl(int member) {
        return "http://member" + member + ":2380";
    }

    @Override
    protected NodeRuntime runtime(int member) {
        return new SimulatedRuntime(simulation, "n" + member, Path.of("/n" + member));
    }

    @Override
    protected void await(BooleanSupplier condition) {
        assertThat(simulation.runUntil(condition, Duration.ofMinutes(1))).isTrue();
    }
}

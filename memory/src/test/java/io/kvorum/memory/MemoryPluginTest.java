package io.kvorum.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.ComponentFactory;
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.tck.FixedConsensusContext;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class MemoryPluginTest {
    @Test
    void theServiceLoaderFindsIt() {
        KvorumPlugin plugin = ServiceLoader.load(KvorumPlugin.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals("memory"))
                .findFirst()
                .orElseThrow();
        assertThat(SpiVersion.accepts(plugin.spiVersion())).isTrue();
        assertThat(plugin.walFactories()).extracting(ComponentFactory::name).containsExactly("memory");
        assertThat(plugin.storageFactories()).extracting(ComponentFactory::name).containsExactly("memory");
        assertThat(plugin.consensusFactories())
                .extracting(ComponentFactory::name)
                .containsExactly("single");
        assertThat(plugin.peerTransportFactories())
                .extracting(ComponentFactory::name)
                .containsExactly("memory");
    }

    @Test
    void singleConsensusRefusesToBeOneOfSeveral() {
        assertThatThrownBy(() -> start(new Bootstrap.Join(Membership.EMPTY))).isInstanceOf(ComponentException.class);
        assertThatThrownBy(() -> start(new Bootstrap.New(Membership.EMPTY))).isInstanceOf(ComponentException.class);
    }

    private static void start(Bootstrap bootstrap) {
        SimulatedRuntime runtime = new SimulatedRuntime(new Simulation(1), "n", Path.of("/n"));
        new SingleConsensusFactory()
                .create(
                        Config.defaults(List.of()),
                        new FixedConsensusContext(runtime, new MemberId(1), 1, bootstrap, null, null));
    }
}

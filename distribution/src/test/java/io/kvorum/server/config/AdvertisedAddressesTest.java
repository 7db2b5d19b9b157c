package io.kvorum.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.server.config.Configuration.EffectiveSetting;
import io.kvorum.server.config.ConfigurationSources.Request;
import io.kvorum.server.plugin.PluginLoader;
import io.kvorum.server.plugin.PluginRegistry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** C73; what etcd 3.4.23 does with these flags was looked at. */
final class AdvertisedAddressesTest {
    private static final PluginRegistry PARTS =
            PluginRegistry.of(PluginLoader.load(AdvertisedAddressesTest.class.getClassLoader(), Optional.empty()));
    private static final DefaultRoute ROUTE = () -> Optional.of("10.1.2.3");
    private static final String[] CLIENTS_EVERYWHERE = {
        "--listen-client-urls=http://0.0.0.0:4001", "--advertise-client-urls=http://localhost:2379"
    };

    private static Configuration read(DefaultRoute route, String... flags) {
        return ((Request.Start) new ConfigurationSources(flags, Map.of(), route).read(folder -> PARTS)).configuration();
    }

    private static String peersAreTold(String... flags) {
        return read(ROUTE, flags)
                .get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS)
                .toString();
    }

    @Test
    void c73_whoListensEverywhereTellsTheAddressOfTheDefaultRouteAndTheOwnPort() {
        Configuration configuration = read(ROUTE, "--name=n1", "--listen-peer-urls=http://0.0.0.0:7001");
        assertThat(configuration
                        .get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS)
                        .urls())
                .containsExactly("http://10.1.2.3:7001");
        assertThat(configuration.initialCluster()).isEqualTo("n1=http://10.1.2.3:7001");
        assertThat(configuration.effective())
                .filteredOn(setting -> setting.name().equals("initial-advertise-peer-urls"))
                .extracting(EffectiveSetting::text)
                .containsExactly("http://10.1.2.3:7001");
        assertThat(Printout.effective(configuration)).contains("# default, by the address of the default route");
    }

    @Test
    void c73_theSameForClients() {
        assertThat(read(ROUTE, CLIENTS_EVERYWHERE)
                        .get(ClusterSettings.ADVERTISE_CLIENT_URLS)
                        .urls())
                .containsExactly("http://10.1.2.3:4001");
    }

    /** etcd forgets the default cluster's address unless a name is given, and does not start. */
    @Test
    void c73_theDefaultClusterFollowsTheAddressUnderAnyName() {
        assertThat(read(ROUTE, "--listen-peer-urls=http://0.0.0.0:7001").initialCluster())
                .isEqualTo("default=http://10.1.2.3:7001");
    }

    @Test
    void c73_whatIsGivenStays() {
        assertThat(peersAreTold(
                        "--listen-peer-urls=http://0.0.0.0:7001", "--initial-advertise-peer-urls=http://10.9.9.9:1"))
                .isEqualTo("http://10.9.9.9:1");
        assertThat(peersAreTold("--listen-peer-urls=http://127.0.0.1:7001")).isEqualTo("http://localhost:2380");
    }

    @Test
    void c73_onlyTheFirstUrlCounts() {
        assertThat(peersAreTold("--listen-peer-urls=http://0.0.0.0:7001,http://127.0.0.1:7002"))
                .isEqualTo("http://10.1.2.3:7001");
        assertThat(peersAreTold("--listen-peer-urls=http://10.0.0.1:7001,http://127.0.0.1:7002,http://0.0.0.0:7003"))
                .as("the list is sorted")
                .isEqualTo("http://10.1.2.3:7003");
    }

    @Test
    void c73_theGivenDefaultCountsAsDefault() {
        assertThat(peersAreTold(
                        "--listen-peer-urls=http://0.0.0.0:7001",
                        "--initial-advertise-peer-urls=http://localhost:2380"))
                .isEqualTo("http://10.1.2.3:7001");
    }

    @Test
    void c73_withoutARouteTheDefaultStaysAndTheOperatorIsToldWhatToDo() {
        Configuration configuration = read(Optional::empty, "--listen-peer-urls=http://0.0.0.0:7001");
        assertThat(configuration
                        .get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS)
                        .urls())
                .containsExactly("http://localhost:2380");
        assertThat(configuration.warnings())
                .containsExactly("failed to detect default host: others are told http://localhost:2380, which leads"
                        + " them to themselves; say where this member is reached with --initial-advertise-peer-urls");
    }

    @Test
    void c73_theSystemNamesAnAddressOfThisMachineOrNone() {
        new SystemDefaultRoute()
                .address()
                .ifPresent(address ->
                        assertThat(address).matches("\\d+(\\.\\d+){3}").doesNotStartWith("127."));
    }
}

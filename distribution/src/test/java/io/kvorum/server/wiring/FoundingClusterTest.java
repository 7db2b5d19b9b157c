package io.kvorum.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Bootstrap;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

final class FoundingClusterTest {
    private static final String ONE = "http://10.0.0.1:2380";
    private static final String TWO = "http://10.0.0.2:2380";

    private static AbstractThrowableAssert<?, ?> refusal(String... flags) {
        return assertThatThrownBy(() -> FoundingCluster.of(Settings.of(flags))).isInstanceOf(ComponentException.class);
    }

    @Test
    void r270_aLoneMemberHasTheIdsThatEtcdGivesIt() {
        FoundingCluster cluster = FoundingCluster.of(Settings.of());
        assertThat(cluster.ownId()).isEqualTo(new MemberId(0x8e9e05c52164694dL));
        assertThat(cluster.clusterId()).isEqualTo(0xcdf818194e3a8c32L);
        assertThat(cluster.bootstrap()).isInstanceOf(Bootstrap.New.class);
        assertThat(cluster.membership().members())
                .singleElement()
                .satisfies(member -> assertThat(member.peerUrls()).isEqualTo(List.of("http://localhost:2380")));
    }

    @Test
    void c73_theDefaultClusterFollowsTheNameAndItsIdsDoNot() {
        FoundingCluster renamed = FoundingCluster.of(Settings.of("--name=n1"));
        assertThat(renamed).isEqualTo(FoundingCluster.of(Settings.of()));
        assertThat(Settings.of("--name=n1").initialCluster()).isEqualTo("n1=http://localhost:2380");
    }

    @Test
    void r270_theTokenEntersTheIds() {
        assertThat(FoundingCluster.of(Settings.of("--initial-cluster-token=other"))
                        .clusterId())
                .isNotEqualTo(FoundingCluster.of(Settings.of()).clusterId());
    }

    @Test
    void c61_theOwnNameMustBeListed() {
        refusal("--name=n1", "--initial-cluster=n2=" + ONE, "--initial-advertise-peer-urls=" + ONE)
                .hasMessage("couldn't find local name \"n1\" in the initial cluster configuration");
    }

    @Test
    void c61_theOwnEntryMustBeWhatIsAdvertised() {
        refusal("--name=n1", "--initial-cluster=n1=" + ONE, "--initial-advertise-peer-urls=" + TWO)
                .hasMessageStartingWith("--initial-cluster has n1=" + ONE
                        + " but missing from --initial-advertise-peer-urls=" + TWO + " (");
        refusal("--name=n1", "--initial-cluster=n1=" + ONE, "--initial-advertise-peer-urls=" + ONE + "," + TWO)
                .hasMessage(
                        "--initial-advertise-peer-urls has " + TWO + " but missing from --initial-cluster=n1=" + ONE);
    }

    @Test
    void c61_severalUrlsOfTheOwnNameAreASet() {
        FoundingCluster cluster = FoundingCluster.of(Settings.of(
                "--name=n1",
                "--initial-cluster=n1=" + TWO + ",n1=" + ONE,
                "--initial-advertise-peer-urls=" + ONE + "," + TWO));
        assertThat(cluster.membership().members().get(0).peerUrls()).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void c61_noUrlStandsTwice() {
        refusal("--initial-cluster=default=" + ONE + ",n2=" + ONE, "--initial-advertise-peer-urls=" + ONE)
                .hasMessage("initial cluster default=" + ONE + ",n2=" + ONE + " has duplicate url");
    }

    @Test
    void anEntryWithoutANameIsRefused() {
        refusal("--initial-cluster=" + ONE).hasMessageContaining("does not have the form name=URL");
    }

    @Test
    void clustersAreNotThereYetAndASentenceSaysSo() {
        refusal("--initial-cluster=default=" + ONE + ",n2=" + TWO, "--initial-advertise-peer-urls=" + ONE)
                .hasMessageStartingWith("--initial-cluster names 2 members: clusters come with the next release");
        refusal("--initial-cluster-state=existing")
                .hasMessageStartingWith("--initial-cluster-state=existing: joining a running cluster comes");
    }
}

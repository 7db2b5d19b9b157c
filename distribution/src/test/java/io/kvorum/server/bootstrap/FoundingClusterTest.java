package io.kvorum.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.server.config.Configuration;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

final class FoundingClusterTest {
    private static final String ONE = "http://10.0.0.1:2380";
    private static final String TWO = "http://10.0.0.2:2380";
    private static final FixedNames NAMES = new FixedNames().host("one.example.com", "10.0.0.1");

    private static FoundingCluster found(String... flags) {
        return found(Settings.of(flags));
    }

    private static FoundingCluster found(Configuration configuration) {
        return new FirstStart(configuration, NAMES, new FixedAnswers()).found();
    }

    private static AbstractThrowableAssert<?, ?> refusal(String... flags) {
        return assertThatThrownBy(() -> found(flags)).isInstanceOf(ComponentException.class);
    }

    @Test
    void r270_aLoneMemberHasTheIdsThatEtcdGivesIt() {
        FoundingCluster cluster = found();
        assertThat(cluster.ownId()).isEqualTo(new MemberId(0x8e9e05c52164694dL));
        assertThat(cluster.clusterId()).isEqualTo(0xcdf818194e3a8c32L);
        assertThat(cluster.membership().members())
                .singleElement()
                .satisfies(member -> assertThat(member.peerUrls()).isEqualTo(List.of("http://localhost:2380")));
    }

    /** The numbers are those that etcd 3.4.23 printed for these flags. */
    @Test
    void r270_threeFoundersHaveTheIdsThatEtcdGivesThem() {
        String listed = "n1=http://127.0.0.1:12380,n2=http://127.0.0.1:22380,n3=http://127.0.0.1:32380";
        FoundingCluster cluster = found(
                "--name=n2",
                "--initial-cluster=" + listed,
                "--initial-cluster-token=tok",
                "--initial-advertise-peer-urls=http://127.0.0.1:22380",
                "--peer-transport=memory");
        assertThat(cluster.ownId()).isEqualTo(MemberId.parse("117b9266988c4966"));
        assertThat(cluster.clusterId()).isEqualTo(Long.parseUnsignedLong("17857285563427398504"));
        assertThat(cluster.membership().members().stream().map(Member::id))
                .containsExactly(
                        MemberId.parse("117b9266988c4966"),
                        MemberId.parse("ca7a34e16cff9c1b"),
                        MemberId.parse("d622127685879b3c"));
        assertThat(cluster.membership().voters()).hasSize(3);
    }

    @Test
    void s7_anotherTokenGivesOtherIdsForTheSameUrls() {
        assertThat(found("--initial-cluster-token=other").clusterId()).isNotEqualTo(found().clusterId());
        assertThat(found("--initial-cluster-token=other").ownId()).isNotEqualTo(found().ownId());
    }

    @Test
    void c73_theDefaultClusterFollowsTheNameAndItsIdsDoNot() {
        assertThat(found("--name=n1")).isEqualTo(found());
        assertThat(Settings.of("--name=n1").initialCluster()).isEqualTo("n1=http://localhost:2380");
    }

    /** The id is the one that etcd 3.4.23 gave itself on a machine with this address, told to listen at 0.0.0.0:23811. */
    @Test
    void c73_theAddressOfTheDefaultRouteEntersTheIds() {
        FoundingCluster cluster = found(
                Settings.of(() -> Optional.of("192.0.2.2"), "--name=n1", "--listen-peer-urls=http://0.0.0.0:23811"));
        assertThat(cluster.ownId()).isEqualTo(MemberId.parse("da552dc8e303e09a"));
    }

    @Test
    void c61_theOwnNameMustBeListed() {
        refusal("--name=n1", "--initial-cluster=n2=" + ONE, "--initial-advertise-peer-urls=" + ONE)
                .hasMessage("couldn't find local name \"n1\" in the initial cluster configuration");
    }

    @Test
    void c61_theOwnEntryMustBeWhatIsAdvertised() {
        refusal("--name=n1", "--initial-cluster=n1=" + ONE, "--initial-advertise-peer-urls=" + TWO)
                .hasMessage("--initial-cluster has n1=" + ONE + " but missing from --initial-advertise-peer-urls=" + TWO
                        + " (resolved urls: \"" + TWO + "\" != \"" + ONE + "\")");
        refusal("--name=n1", "--initial-cluster=n1=" + ONE, "--initial-advertise-peer-urls=" + ONE + "," + TWO)
                .hasMessage("--initial-advertise-peer-urls has " + TWO + " but missing from --initial-cluster=n1=" + ONE
                        + ",n1=" + TWO);
    }

    @Test
    void c61_aHostNameIsTheAddressItStandsFor() {
        String named = "http://one.example.com:2380";
        assertThat(found("--name=n1", "--initial-cluster=n1=" + named, "--initial-advertise-peer-urls=" + ONE)
                        .membership()
                        .members()
                        .get(0)
                        .peerUrls())
                .containsExactly(named);
        refusal("--name=n1", "--initial-cluster=n1=http://two.example.com:2380", "--initial-advertise-peer-urls=" + ONE)
                .hasMessageContaining("lookup two.example.com: no such host");
    }

    @Test
    void c61_severalUrlsOfTheOwnNameAreASet() {
        FoundingCluster cluster = found(
                "--name=n1",
                "--initial-cluster=n1=" + TWO + ",n1=" + ONE,
                "--initial-advertise-peer-urls=" + ONE + "," + TWO);
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
    void aMemberWithoutATransportHasNoPlaceInACluster() {
        refusal(
                        "--initial-cluster=default=" + ONE + ",n2=" + TWO,
                        "--initial-advertise-peer-urls=" + ONE,
                        "--peer-transport=none")
                .hasMessage("the cluster has 2 members, but this one has no transport to others; choose one with"
                        + " --peer-transport");
    }

    @Test
    void c62_aMemberThatTheOthersKnowAsStartedDoesNotFoundAgain() {
        String[] flags = {
            "--initial-cluster=default=" + ONE + ",n2=" + TWO,
            "--initial-advertise-peer-urls=" + ONE,
            "--peer-transport=memory"
        };
        MemberId own = found(flags).ownId();
        FixedAnswers answers = new FixedAnswers().at(TWO, Clusters.of(Clusters.started(own, "default", ONE)));
        assertThatThrownBy(() -> new FirstStart(Settings.of(flags), NAMES, answers).found())
                .hasMessage("member " + own + " has already been bootstrapped");
        assertThat(answers.asked()).containsExactly(TWO);
        FixedAnswers notStarted = new FixedAnswers().at(TWO, Clusters.of(Clusters.added(own, ONE)));
        assertThat(new FirstStart(Settings.of(flags), NAMES, notStarted).found().ownId())
                .isEqualTo(own);
    }

    @Test
    void c62_oneWhoKnowsOfTheFirstLifeIsEnough() {
        String three = "http://10.0.0.3:2380";
        String[] flags = {
            "--initial-cluster=default=" + ONE + ",n2=" + TWO + ",n3=" + three,
            "--initial-advertise-peer-urls=" + ONE,
            "--peer-transport=memory"
        };
        MemberId own = found(flags).ownId();
        FixedAnswers answers = new FixedAnswers()
                .at(TWO, Clusters.of(Clusters.added(own, ONE)))
                .at(three, Clusters.of(Clusters.started(own, "default", ONE)));
        assertThatThrownBy(() -> new FirstStart(Settings.of(flags), NAMES, answers).found())
                .hasMessage("member " + own + " has already been bootstrapped");
    }
}

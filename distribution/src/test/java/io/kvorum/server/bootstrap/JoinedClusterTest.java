package io.kvorum.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JoinedClusterTest {
    private static final String ONE = "http://10.0.0.1:2380";
    private static final String TWO = "http://10.0.0.2:2380";
    private static final String THREE = "http://10.0.0.3:2380";
    private static final FixedNames NAMES = new FixedNames().host("three.example.com", "10.0.0.3");
    private static final MemberId OWN = new MemberId(3);
    private static final RunningCluster.KnownMember N1 = Clusters.started(new MemberId(1), "n1", ONE);
    private static final RunningCluster.KnownMember N2 = Clusters.started(new MemberId(2), "n2", TWO);
    private static final RunningCluster WITH_US = Clusters.of(N1, N2, Clusters.added(OWN, THREE));

    private static JoinedCluster join(FixedAnswers answers, String listed, String... more) {
        String[] flags = new String[more.length + 4];
        System.arraycopy(more, 0, flags, 4, more.length);
        flags[0] = "--name=n3";
        flags[1] = "--initial-cluster-state=existing";
        flags[2] = "--initial-cluster=" + listed;
        flags[3] = "--peer-transport=memory";
        return new FirstStart(Settings.of(flags), NAMES, answers).join();
    }

    private static String listed() {
        return "n1=" + ONE + ",n2=" + TWO + ",n3=" + THREE;
    }

    @Test
    void c64_idsComeFromTheRunningClusterByPeerUrls() {
        JoinedCluster joined = join(new FixedAnswers().at(TWO, WITH_US), listed());
        assertThat(joined.ownId()).isEqualTo(OWN);
        assertThat(joined.cluster().clusterId()).isEqualTo(Clusters.ID);
        assertThat(joined.cluster().membership().find(OWN).orElseThrow().peerUrls())
                .isEqualTo(List.of(THREE));
    }

    @Test
    void c64_whatIsAdvertisedIsNotComparedAndAHostNameIsItsAddress() {
        JoinedCluster joined = join(
                new FixedAnswers().at(ONE, WITH_US),
                "n1=" + ONE + ",n2=" + TWO + ",n3=http://three.example.com:2380",
                "--initial-advertise-peer-urls=http://10.9.9.9:2380");
        assertThat(joined.ownId()).isEqualTo(OWN);
    }

    @Test
    void c64_nobodyAnswers() {
        assertThatThrownBy(() -> join(new FixedAnswers(), listed()))
                .hasMessage("cannot fetch cluster info from peer urls: could not retrieve cluster information from the"
                        + " given URLs");
    }

    @Test
    void c64_theCountMustBeEqual() {
        assertThatThrownBy(() -> join(new FixedAnswers().at(ONE, Clusters.of(N1, N2)), listed()))
                .hasMessage("error validating peerURLs {ClusterID:c1 Members:["
                        + "&{ID:1 RaftAttributes:{PeerURLs:[" + ONE + "] IsLearner:false}"
                        + " Attributes:{Name:n1 ClientURLs:[http://client]}}"
                        + " &{ID:2 RaftAttributes:{PeerURLs:[" + TWO + "] IsLearner:false}"
                        + " Attributes:{Name:n2 ClientURLs:[http://client]}}"
                        + "] RemovedMemberIDs:[]}: member count is unequal");
    }

    @Test
    void c64_everyMemberOfTheClusterMustBeListed() {
        String elsewhere = "http://10.0.0.4:2380";
        assertThatThrownBy(() ->
                        join(new FixedAnswers().at(ONE, WITH_US), "n1=" + ONE + ",n2=" + elsewhere + ",n3=" + THREE))
                .hasMessageContaining("PeerURLs: no match found for existing member (2, [" + TWO
                        + "]), last resolver error (resolved urls: ");
    }

    @Test
    void aMemberThatHasNotHeardOfUsIsNoReasonToGiveUp() {
        FixedAnswers answers = new FixedAnswers().at(ONE, Clusters.of(N1, N2)).at(TWO, WITH_US);
        assertThat(join(answers, listed()).ownId()).isEqualTo(OWN);
        assertThat(answers.asked()).containsExactly(ONE, TWO);
    }

    @Test
    void c64_aClusterOfANewerReleaseIsNotJoined() {
        FixedAnswers answers = new FixedAnswers().at(ONE, WITH_US).version(TWO, "3.8.0");
        assertThatThrownBy(() -> join(answers, listed())).hasMessage("incompatible with current running cluster");
    }

    @Test
    void c64_theOwnNameMustBeListedAndNoUrlTwice() {
        FixedAnswers answers = new FixedAnswers().at(ONE, WITH_US);
        assertThatThrownBy(() -> join(answers, "n1=" + ONE + ",n2=" + TWO))
                .hasMessage("couldn't find local name \"n3\" in the initial cluster configuration");
        assertThatThrownBy(() -> join(answers, "n1=" + ONE + ",n2=" + ONE + ",n3=" + THREE))
                .hasMessageContaining("has duplicate url");
        assertThat(answers.asked()).isEmpty();
    }

    /** etcd lets it in, and it may vote a second time in a term, or elect a leader that misses what it once confirmed. */
    @Test
    void aMemberThatLostItsDataDoesNotJoinUnderItsOldId() {
        RunningCluster cluster = Clusters.of(N1, N2, Clusters.started(OWN, "n3", THREE));
        assertThatThrownBy(() -> join(new FixedAnswers().at(ONE, cluster), listed()))
                .hasMessage("member 3 has already been bootstrapped");
    }

    @Test
    void c64_discoveryAndJoiningExcludeEachOther() {
        assertThatThrownBy(() -> new FirstStart(
                                Settings.of(
                                        "--initial-cluster-state=existing",
                                        "--discovery-token=t",
                                        "--discovery-endpoints=http://10.0.0.9:2379"),
                                NAMES,
                                new FixedAnswers())
                        .join())
                .hasMessage("discovery URL should not be set when joining existing initial cluster");
    }
}

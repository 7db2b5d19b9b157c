package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberListRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.e2e.Await;
import io.kvorum.e2e.GrpcClient;
import io.kvorum.server.Kvorum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** How members come into a cluster and how they do not, with real processes; the cluster is the same for all tests. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodName.class)
final class BootstrapIT {
    private static final String REMOVED = "the member has been permanently removed from the cluster";

    private TestCluster cluster;

    @BeforeAll
    void startThreeMembers(@TempDir Path directory) {
        cluster = TestCluster.start(directory, 3, TestCluster.patient("--initial-cluster-token=bootstrap"));
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void c60_aRestartIgnoresWhatConcernsTheBeginning() {
        ClusterMember member = cluster.follower();
        long id = member.awaitStatus().getHeader().getMemberId();
        assertThat(member.process().stop()).isEqualTo(143);
        member.launch("nobody=http://127.0.0.1:1", "existing", "--initial-cluster-token=other")
                .process()
                .awaitServing();
        assertThat(member.awaitStatus().getHeader().getMemberId()).isEqualTo(id);
    }

    @Test
    void c62_aMemberThatLostItsDataGetsNoSecondVote() throws Exception {
        ClusterMember lost = cluster.follower();
        String id = Long.toHexString(lost.awaitStatus().getHeader().getMemberId());
        Path data = lost.process().directory().resolve("data");
        Path aside = lost.process().directory().resolve("aside");
        lost.process().kill();
        Files.move(data, aside);
        for (String state : List.of("new", "existing")) {
            lost.launch(cluster.initialCluster(), state);
            assertThat(lost.process().exitStatus()).isEqualTo(1);
            assertThat(lost.process().log()).contains("member " + id + " has already been bootstrapped");
        }
        deleteTree(data);
        Files.move(aside, data);
        cluster.restart(lost);
        lost.process().awaitServing();
    }

    @Test
    void c64_aStrangerIsToldWhatDoesNotFit() {
        ClusterMember stranger = cluster.prepare("stranger");
        try {
            stranger.launch(cluster.initialCluster(), "existing");
            assertThat(stranger.process().exitStatus()).isEqualTo(1);
            assertThat(stranger.process().log())
                    .contains("error validating peerURLs {ClusterID:")
                    .contains("member count is unequal");
            stranger.launch("stranger=" + stranger.peerUrl() + ",x=http://127.0.0.1:1", "existing");
            assertThat(stranger.process().exitStatus()).isEqualTo(1);
            assertThat(stranger.process().log()).contains("cannot fetch cluster info from peer urls");
        } finally {
            cluster.drop(stranger);
        }
    }

    /** The newcomer names members of another cluster as founders of its own: both sides refuse, neither ends. */
    @Test
    void c65_s7_membersOfDifferentClustersDoNotTalk() {
        ClusterMember stranger = cluster.prepare("stranger", "--initial-cluster-token=other");
        try {
            long leader = cluster.leader().awaitStatus().getLeader();
            stranger.launch(cluster.initialCluster(), "new");
            Await.until(
                    Duration.ofSeconds(60),
                    () -> "a message in\n" + stranger.process().log(),
                    () -> stranger.process().log().contains("request cluster ID mismatch"));
            assertThat(stranger.process().isAlive()).isTrue();
            assertThat(cluster.member(1).awaitStatus().getLeader()).isEqualTo(leader);
        } finally {
            cluster.drop(stranger);
        }
    }

    @Test
    void c66_s63_aRemovedMemberEndsAndDoesNotComeBack() {
        ClusterMember fourth = join("n4");
        remove(fourth);
        assertThat(fourth.process().exitStatus()).isZero();
        assertThat(fourth.process().log()).contains(REMOVED).contains("data-dir used by this member must be removed");
        fourth.launch(cluster.initialCluster(), "existing");
        assertThat(fourth.process().exitStatus()).isZero();
        assertThat(fourth.process().log()).contains(REMOVED);
        cluster.drop(fourth);
    }

    /** Its log may hold a vote by then, or nothing at all: it joins again as the same member. */
    @Test
    void c64_aNewcomerThatIsKilledInItsFirstStartJoinsAgain() {
        ClusterMember fifth = cluster.prepare("n5");
        add(fifth);
        Path identity = fifth.process().directory().resolve("data/kvorum.identity");
        fifth.launch(cluster.initialCluster(), "existing");
        Await.until(Duration.ofSeconds(60), () -> fifth.process().log(), () -> Files.exists(identity));
        fifth.process().kill();
        fifth.launch(cluster.initialCluster(), "existing").process().awaitServing();
        remove(fifth);
        assertThat(fifth.process().exitStatus()).isZero();
        cluster.drop(fifth);
    }

    @Test
    void c66_aMemberThatWasRemovedWhileItWasDownIsToldSo() {
        ClusterMember fourth = join("n4b");
        fourth.process().kill();
        remove(fourth);
        cluster.restart(fourth);
        assertThat(fourth.process().exitStatus()).isZero();
        assertThat(fourth.process().log()).contains(REMOVED);
        cluster.drop(fourth);
    }

    /** Last, since it leaves one member of three. */
    @Test
    void c70_z_afterALostQuorumOneMemberBecomesTheCluster() {
        ClusterMember rest = cluster.member(1);
        rest.client().put("survivor", "yes");
        cluster.members().forEach(member -> member.process().kill());
        cluster.restart(rest, "--force-new-cluster");
        rest.process().awaitServing();
        assertThat(rest.client().get("survivor").getKvs(0).getValue().toStringUtf8())
                .isEqualTo("yes");
        assertThat(rest.client()
                        .cluster()
                        .memberList(MemberListRequest.getDefaultInstance())
                        .getMembersList())
                .hasSize(1);
        rest.client().put("after", "that");
    }

    @Test
    void c72_membersFindEachOtherInAnotherCluster(@TempDir Path directory) {
        try (Kvorum registry = Kvorum.embedded().inMemory().port(0).start();
                GrpcClient client = new GrpcClient(registry.clientEndpoint())) {
            client.put("/_etcd/registry/token-1/_config/size", "2");
            try (ClusterMember one = discovering("d1", directory, registry);
                    ClusterMember two = discovering("d2", directory, registry)) {
                one.process().awaitServing();
                two.process().awaitServing();
                one.client().put("found", "each other");
                assertThat(two.client().get("found").getKvsCount()).isEqualTo(1);
                try (ClusterMember late = discovering("d3", directory, registry)) {
                    assertThat(late.process().exitStatus()).isEqualTo(1);
                    assertThat(late.process().log())
                            .contains("discovery: cluster is full")
                            .contains("discovery token was already used");
                }
            }
        }
    }

    private static ClusterMember discovering(String name, Path directory, Kvorum registry) {
        Path own = directory.resolve(name);
        assertThat(own.toFile().mkdir()).isTrue();
        return new ClusterMember(name, own, List.of())
                .launchDiscovering(TestCluster.patient(
                        "--discovery-token=token-1", "--discovery-endpoints=" + registry.clientEndpoint()));
    }

    private ClusterMember join(String name) {
        ClusterMember newcomer = cluster.prepare(name);
        add(newcomer);
        newcomer.launch(cluster.initialCluster(), "existing").process().awaitServing();
        return newcomer;
    }

    private void add(ClusterMember newcomer) {
        Await.until(Duration.ofSeconds(60), () -> "the cluster takes " + newcomer.name(), () -> {
            try {
                cluster.member(1)
                        .client()
                        .cluster()
                        .memberAdd(MemberAddRequest.newBuilder()
                                .addPeerURLs(newcomer.peerUrl())
                                .build());
                return true;
            } catch (StatusRuntimeException notConnectedForLongEnoughOrNoAnswer) {
                return known(newcomer).isPresent();
            }
        });
    }

    private void remove(ClusterMember member) {
        long id = known(member).orElseThrow().getID();
        cluster.member(1)
                .client()
                .cluster()
                .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build());
    }

    private Optional<Member> known(ClusterMember member) {
        return cluster
                .member(1)
                .client()
                .cluster()
                .memberList(MemberListRequest.getDefaultInstance())
                .getMembersList()
                .stream()
                .filter(known -> known.getPeerURLsList().contains(member.peerUrl()))
                .findFirst();
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}

package io.kvorum.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.Cluster;
import io.kvorum.api.NodeHealth;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.engine.cluster.VersionDecision;
import io.kvorum.spi.MemberId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClusterVersionTest {
    @Test
    void r286_equalMembersAgreeOnTheirVersionSoonAfterTheFirstElection() {
        EngineWorld world = EngineWorld.of(3);

        assertThat(version(world, 2)).isEqualTo("3.7.0");
        assertThat(world.node(1).engine().ready().toCompletableFuture()).isDone();
    }

    @Test
    void r286_theLowestVersionCountsAndRisesWithTheLastMember() {
        EngineWorld world = EngineWorld.of(
                3, config -> config.memberId().value() == 3 ? EngineWorld.withVersion(config, "3.6.4") : config);
        assertThat(version(world, 1)).isEqualTo("3.6.0");

        world.node(3).runtime().crash();
        world.run(Duration.ofSeconds(20));
        assertThat(version(world, 1)).isEqualTo("3.6.0");

        world.start(3);
        world.run(Duration.ofSeconds(20));
        assertThat(version(world, 1)).isEqualTo("3.7.0");
    }

    @Test
    void r286_aMemberThatIsLateDoesNotHoldTheFirstDecisionUp() {
        EngineWorld world = EngineWorld.of(3, config -> config, 2);

        assertThat(version(world, 1)).isEqualTo("3.7.0");
    }

    @Test
    void c69_aMemberThatIsTooOldStops() {
        EngineWorld world = EngineWorld.of(3);
        long added = world.call(
                        world.node(1).service(Cluster.class)::memberAdd,
                        MemberAddRequest.newBuilder()
                                .addPeerURLs(EngineWorld.url(9))
                                .build())
                .getMember()
                .getID();
        world.start(added, config -> EngineWorld.withVersion(config, "3.6.12"));
        world.run(Duration.ofSeconds(2));

        assertThat(world.nodes.get(new MemberId(added)).runtime().halted().reason())
                .isEqualTo(VersionDecision.TOO_OLD + " (3.6.12 < 3.7.0)");
        assertThat(world.node(1).runtime().halted()).isNull();
    }

    private static String version(EngineWorld world, long member) {
        return world.node(member).service(NodeHealth.class).clusterVersion().orElse("none");
    }
}

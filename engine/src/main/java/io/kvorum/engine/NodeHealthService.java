package io.kvorum.engine;

import io.kvorum.api.NodeHealth;
import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.LeaderView;
import java.util.List;
import java.util.Optional;

/** What the health and version pages need to know; from memory, any thread. */
final class NodeHealthService implements NodeHealth {
    private final EngineConfig config;
    private final ClusterState cluster;
    private final LeaderView leader;

    NodeHealthService(EngineConfig config, ClusterState cluster, LeaderView leader) {
        this.config = config;
        this.cluster = cluster;
        this.leader = leader;
    }

    @Override
    public String serverVersion() {
        return config.serverVersion();
    }

    @Override
    public Optional<String> clusterVersion() {
        return cluster.view().version();
    }

    @Override
    public Optional<String> storageVersion() {
        return cluster.view().version();
    }

    @Override
    public List<AlarmMember> alarms() {
        return cluster.view().alarms();
    }

    @Override
    public boolean hasLeader() {
        return leader.isKnown();
    }

    @Override
    public boolean isLearner() {
        return cluster.view().find(config.memberId()).map(Member::getIsLearner).orElse(false);
    }
}

package io.kvorum.engine;

import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.engine.cluster.MembersAnswers;
import io.kvorum.engine.forward.LeaderCalls;
import io.kvorum.engine.membership.LeaderChanges;
import io.kvorum.engine.membership.MembershipChanges;
import io.kvorum.engine.membership.QuorumRules;
import io.kvorum.engine.read.ReadGate;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;

/** What members ask one another besides consensus, each on a channel of its own. */
final class PeerServices {
    private static final String MEMBERSHIP_CHANNEL = "membership";

    private final LeaderChanges leaderChanges;
    private final LeaderCalls membershipCalls;
    private final MembershipChanges changes;

    /** @param peers not started yet */
    PeerServices(
            EngineConfig config,
            NodeRuntime runtime,
            Lane applyLane,
            PeerTransport peers,
            ClusterState cluster,
            LeaderView leader) {
        MembersAnswers.listen(peers, config, cluster);
        QuorumRules quorum = new QuorumRules(config.memberId(), peers, runtime.clock());
        leaderChanges = new LeaderChanges(config, runtime, applyLane, cluster, leader, quorum);
        peers.channel(MEMBERSHIP_CHANNEL).receive(leaderChanges);
        membershipCalls = new LeaderCalls(
                runtime,
                applyLane,
                leader,
                config.memberId(),
                peers.channel(MEMBERSHIP_CHANNEL),
                leaderChanges,
                // An attempt takes as long as it takes: a change that was handed over must not be asked for twice.
                new LeaderCalls.Rules(config.requestTimeout(), config.requestTimeout(), false),
                MEMBERSHIP_CHANNEL);
        changes = new MembershipChanges(config, runtime, applyLane, cluster, quorum, membershipCalls);
    }

    void start(Consensus consensus, ReadGate gate) {
        leaderChanges.start(consensus, gate);
    }

    MembershipChanges changes() {
        return changes;
    }

    /** Apply lane. The leader's part first: it frees the way for the next change. */
    void onMembershipApplied(Bytes context) {
        leaderChanges.onApplied(context);
        changes.onApplied(context);
    }

    /** Apply lane. */
    void onReset() {
        changes.onReset();
    }

    /** Apply lane. */
    void onLeaderChanged() {
        leaderChanges.onLeaderChanged();
    }

    void stop() {
        membershipCalls.stop();
        changes.stop();
    }
}

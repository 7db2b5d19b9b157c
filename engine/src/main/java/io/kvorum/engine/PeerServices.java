package io.kvorum.engine;

import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.engine.cluster.MembersAnswers;
import io.kvorum.engine.forward.LeaderCalls;
import io.kvorum.engine.lease.LeaseAnswers;
import io.kvorum.engine.lease.LeaseAuthority;
import io.kvorum.engine.lease.LeaseCalls;
import io.kvorum.engine.membership.LeaderChanges;
import io.kvorum.engine.membership.MembershipChanges;
import io.kvorum.engine.membership.QuorumRules;
import io.kvorum.engine.read.ReadGate;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;

/** What members ask one another besides consensus, each on a channel of its own. */
final class PeerServices {
    private static final String MEMBERSHIP_CHANNEL = "membership";

    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final Lane applyLane;
    private final PeerTransport peers;
    private final LeaderView leader;
    private final LeaderChanges leaderChanges;
    private final LeaderCalls membershipCalls;
    private final MembershipChanges changes;
    private LeaderCalls leaseCalls;

    /** @param peers not started yet */
    PeerServices(
            EngineConfig config,
            NodeRuntime runtime,
            Lane applyLane,
            PeerTransport peers,
            ClusterState cluster,
            LeaderView leader) {
        this.config = config;
        this.runtime = runtime;
        this.applyLane = applyLane;
        this.peers = peers;
        this.leader = leader;
        MembersAnswers.listen(peers, config, cluster);
        QuorumRules quorum = new QuorumRules(config.memberId(), peers, runtime.clock());
        leaderChanges = new LeaderChanges(config, runtime, applyLane, cluster, leader, quorum);
        // An attempt takes as long as it takes: a change that was handed over must not be asked for twice.
        LeaderCalls.Rules rules = new LeaderCalls.Rules(config.requestTimeout(), config.requestTimeout(), false);
        membershipCalls = calls(MEMBERSHIP_CHANNEL, leaderChanges, rules);
        changes = new MembershipChanges(config, runtime, applyLane, cluster, quorum, membershipCalls);
    }

    void start(Consensus consensus, ReadGate gate) {
        leaderChanges.start(consensus, gate);
    }

    /** Makes this member answer for leases as a leader, and ask the leader as a follower. Once, before the peers start. */
    LeaseAuthority leases(LeaseAuthority here, LeaseAnswers answers) {
        leaseCalls = calls(
                LeaseCalls.CHANNEL,
                answers,
                new LeaderCalls.Rules(
                        config.requestTimeout(), config.electionTimeout().multipliedBy(2), true));
        return new LeaseForwarding(here, leaseCalls);
    }

    private LeaderCalls calls(String channelName, PeerReceiver here, LeaderCalls.Rules rules) {
        PeerChannel channel = peers.channel(channelName);
        channel.receive(here);
        return new LeaderCalls(runtime, applyLane, leader, config.memberId(), channel, here, rules, channelName);
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
        if (leaseCalls != null) {
            leaseCalls.stop();
        }
        changes.stop();
    }
}

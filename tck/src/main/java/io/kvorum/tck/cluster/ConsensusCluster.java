package io.kvorum.tck.cluster;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Members of one algorithm, their network and their common history, in one simulated world. */
public final class ConsensusCluster {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final ConsensusFactory factory;
    private final Config config;
    private final AppliedHistory history = new AppliedHistory();
    private final List<ClusterMember> members = new ArrayList<>();

    public ConsensusCluster(long seed, ConsensusFactory factory, Config config) {
        this.simulation = new Simulation(seed);
        this.network = new SimulatedNetwork(simulation);
        this.factory = factory;
        this.config = config;
    }

    /** Starts members 1 to {@code size} as founders. */
    public void found(int size) {
        List<Member> founders = new ArrayList<>();
        for (long id = 1; id <= size; id++) {
            founders.add(newMember(id).member(false));
        }
        Membership founding = new Membership(founders, List.of());
        members.forEach(member -> member.start(new Bootstrap.New(founding)));
    }

    /** Makes a member that is not started and belongs to nobody. */
    public ClusterMember newMember(long id) {
        ClusterMember member = new ClusterMember(new MemberId(id), simulation, network, factory, config, history);
        members.add(member);
        return member;
    }

    public Simulation simulation() {
        return simulation;
    }

    public SimulatedNetwork network() {
        return network;
    }

    public AppliedHistory history() {
        return history;
    }

    /** All members ever made, in that order. */
    public List<ClusterMember> members() {
        return List.copyOf(members);
    }

    public ClusterMember member(long id) {
        return members.stream()
                .filter(member -> member.id().value() == id)
                .findFirst()
                .orElseThrow();
    }

    /** A member that is none of these. */
    public ClusterMember otherThan(ClusterMember... excluded) {
        return members.stream()
                .filter(member -> !Arrays.asList(excluded).contains(member))
                .findFirst()
                .orElseThrow();
    }

    /** The living member that leads the highest term, if any leads. */
    public Optional<ClusterMember> leader() {
        return members.stream()
                .filter(ClusterMember::leads)
                .max(Comparator.comparing(member -> member.consensus().status().term()));
    }

    /** Waits until somebody leads and all living members that belong to the cluster know it. */
    public ClusterMember awaitLeader() {
        await(() -> leader().filter(this::isFollowedByAll).isPresent(), "for a leader");
        return leader().orElseThrow();
    }

    private boolean isFollowedByAll(ClusterMember leader) {
        Membership membership = leader.machine().applied().membership();
        return members.stream()
                .filter(member -> member.alive() && membership.find(member.id()).isPresent())
                .allMatch(member -> member.machine().leader().equals(Optional.of(leader.id())));
    }

    public ClusterMember awaitLeaderOtherThan(ClusterMember old) {
        await(() -> leader().filter(member -> member != old).isPresent(), "for another leader than " + old);
        return leader().orElseThrow();
    }

    /** Waits until these members have applied so many commands. */
    public void awaitCommands(int count, ClusterMember... who) {
        await(
                () -> Arrays.stream(who).allMatch(member -> member.machine().commandCount() == count),
                "for " + count + " commands at " + Arrays.toString(who));
    }

    /** Waits until everybody who lives has applied what the leader has. */
    public void awaitAgreement() {
        awaitLeader();
        await(
                () -> {
                    ClusterMember leader = leader().orElse(null);
                    return leader != null
                            && members.stream()
                                    .filter(member -> member.alive()
                                            && leader.machine()
                                                    .applied()
                                                    .membership()
                                                    .find(member.id())
                                                    .isPresent())
                                    .allMatch(member -> member.machine()
                                            .applied()
                                            .equals(leader.machine().applied()));
                },
                "for agreement");
    }

    /** Lets the world go on until the stage is complete. */
    public <T> void await(CompletionStage<T> stage, String what) {
        await(() -> stage.toCompletableFuture().isDone(), what);
    }

    /** Lets the world go on until the condition holds. */
    public void await(BooleanSupplier condition, String what) {
        if (!simulation.runUntil(condition, PATIENCE)) {
            throw new AssertionError(
                    "waited " + PATIENCE + " of virtual time in vain " + what + " (seed " + simulation.seed() + ")");
        }
    }

    public void runFor(Duration duration) {
        simulation.runFor(duration);
    }
}

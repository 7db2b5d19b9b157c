package io.kvorum.simulation;

import io.kvorum.simulation.history.TrueChange;
import io.kvorum.simulation.invariant.Recorder;
import io.kvorum.simulation.invariant.Violations;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A cluster with clients, watchers and holders of leases, and faults from a plan; judged while it runs and at its end. One
 * seed fixes it.
 */
public final class ClusterRun {
    private static final Duration HEALING_LIMIT = Duration.ofSeconds(60);
    /** Longest time in which a call that is under way ends, and the longest lease runs out. */
    private static final int QUIET_SECONDS = 15;
    /** In which the last events reach even a slow watcher. */
    private static final Duration LAST_EVENTS = Duration.ofSeconds(3);

    private final ClusterSettings settings;
    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final Coverage coverage = new Coverage();
    private final Trace trace;
    private final Violations violations;
    private final Recorder recorder;
    private final Fleet fleet = new Fleet();
    private final FaultInjector faults;
    private final FaultPlan plan;
    private final Population population;
    private final SimulatedOperator operator;

    /** A cluster under the faults that the seed draws. */
    public ClusterRun(long seed, ClusterSettings settings) {
        this(seed, settings, null);
    }

    /** @param given faults in place of those that the seed draws; null for those */
    ClusterRun(long seed, ClusterSettings settings, FaultPlan given) {
        this.settings = settings;
        simulation = new Simulation(spread(seed));
        network = new SimulatedNetwork(simulation);
        trace = new Trace(simulation);
        violations = new Violations(trace::say);
        recorder = new Recorder(simulation::nanoseconds, violations, new CountedEvents());
        List<Member> founders = new ArrayList<>();
        for (int i = 1; i <= settings.members(); i++) {
            founders.add(SimulatedNode.founder(new MemberId(i)));
        }
        founders.forEach(member -> add(member, new Bootstrap.New(new Membership(founders, List.of()))));
        faults = new FaultInjector(
                simulation,
                network,
                fleet,
                coverage,
                trace,
                new MajorityLoss(fleet, recorder::majorityIsLost, this::goOnWith));
        plan = given == null ? drawPlan() : given;
        population = new Population(simulation, fleet, settings.clientPauseMilliseconds());
        operator = new SimulatedOperator(
                simulation,
                fleet,
                (member, known) -> faults.startIfDown(add(member, new Bootstrap.Join(known))),
                faults::startIfDown,
                coverage,
                trace);
        simulation.observeTasks((life, lane) -> {
            if (lane.equals("raft")) {
                look(life);
            }
        });
    }

    /** Neighbouring seeds give worlds that have nothing in common. */
    private static long spread(long seed) {
        return new SplittableRandom(seed).nextLong();
    }

    /**
     * What a run came to.
     *
     * @param violations sentences; empty if all promises were kept
     * @param trace the last readable events
     * @param virtualTime that passed
     * @param digest the same for two runs that went the same way
     */
    public record Result(List<String> violations, Coverage coverage, String trace, Duration virtualTime, long digest) {}

    FaultPlan plan() {
        return plan;
    }

    private SimulatedNode add(Member member, Bootstrap bootstrap) {
        Parts parts = settings.partsOf(fleet.nodes().size());
        SimulatedNode node = new SimulatedNode(simulation, network, parts, member, bootstrap, new Seams());
        fleet.add(node);
        return node;
    }

    private FaultPlan drawPlan() {
        if (settings.faultPause().isZero()) {
            return new FaultPlan(List.of());
        }
        return FaultPlan.draw(
                simulation.random("faults"),
                settings.members(),
                settings.duration(),
                settings.faultPause(),
                settings.membershipChanges());
    }

    /** Everything that the survivor did not hold safely may be lost; the rest must be there for good. */
    private void goOnWith(SimulatedNode survivor) {
        List<TrueChange> before = recorder.states().changes();
        long revision = recorder.goOnWith(survivor.id());
        trace.say(survivor.id() + " goes on alone; it must have everything up to revision " + revision);
        population.goOnAfter(revision, before, violations);
        operator.rebuild();
    }

    /** Runs, heals and judges. Once. */
    public Result run() {
        try {
            fleet.nodes().forEach(faults::startIfDown);
            population.start();
            if (settings.membershipChanges()) {
                operator.start();
            }
            faults.schedule(plan);
            runWhileAllIsWell(settings.duration());
            if (violations.isEmpty()) {
                healAndJudge();
            }
        } catch (RuntimeException failure) {
            violations.add("the run broke: " + failure);
            for (StackTraceElement element : failure.getStackTrace()) {
                trace.say("  at " + element);
            }
        }
        countCoverage();
        return new Result(
                violations.sentences(),
                coverage,
                trace.toText(),
                Duration.ofNanos(simulation.nanoseconds()),
                simulation.digest());
    }

    /** Stops soon after the first violation, so that the trace ends there. */
    private void runWhileAllIsWell(Duration duration) {
        simulation.runUntil(() -> !violations.isEmpty(), duration);
    }

    private void healAndJudge() {
        trace.say("everything heals");
        operator.stop();
        operator.reconcile(recorder.committed());
        faults.heal();
        requireServing();
        population.stop();
        beQuiet();
        requireServing();
        if (violations.isEmpty()) {
            Judgement judgement = new Judgement(simulation, fleet.nodes(), recorder, violations);
            judgement.requireProgress();
            judgement.requireEveryVoterCanLead();
            judgement.requireEqualStates();
            simulation.runFor(LAST_EVENTS);
            population.judge(recorder.states(), violations);
            recorder.judge();
        }
    }

    /** Until calls have ended and leases have run out. */
    private void beQuiet() {
        for (int i = 0; i < QUIET_SECONDS; i++) {
            runWhileAllIsWell(Duration.ofSeconds(1));
            // A change that was under way may have come through meanwhile.
            operator.reconcile(recorder.committed());
        }
    }

    private void requireServing() {
        for (int i = 0; i < HEALING_LIMIT.toSeconds() && violations.isEmpty() && !allServe(); i++) {
            simulation.runUntil(() -> !violations.isEmpty() || allServe(), Duration.ofSeconds(1));
            // A change that was under way may have come through: nobody serves where the operator has not followed it.
            operator.reconcile(recorder.committed());
        }
        if (violations.isEmpty() && !allServe()) {
            fleet.nodes().stream()
                    .filter(node -> !isRemoved(node) && !node.isServing())
                    .forEach(node -> violations.add("liveness: member " + node.id() + " did not serve within "
                            + HEALING_LIMIT.toSeconds() + " s after everything was healed"));
        }
    }

    private boolean allServe() {
        for (SimulatedNode node : fleet.nodes()) {
            if (!node.isServing() && !isRemoved(node)) {
                return false;
            }
        }
        return true;
    }

    /** A removal may come through at any time, also of one that has just joined. */
    private boolean isRemoved(SimulatedNode node) {
        return recorder.committed().membership().removed().contains(node.id());
    }

    private void look(SimulatedRuntime life) {
        SimulatedNode node = fleet.ofLife(life);
        if (node != null) {
            recorder.look(node.id(), node.consensus());
        }
    }

    private void countCoverage() {
        coverage.count("runs");
        coverage.add("truncations of conflicting entries", recorder.truncations());
        coverage.add("proposals of unknown fate", recorder.unknownFates());
        coverage.add("entries committed", recorder.committed().lastIndex());
        coverage.add("messages lost", network.lost());
        coverage.add("messages repeated", network.repeated());
        population.count(coverage);
    }

    private final class CountedEvents implements Recorder.Events {
        @Override
        public void elected(MemberId leader, long term) {
            coverage.count("elections");
            trace.say(leader + " leads term " + term);
        }

        @Override
        public void installed(MemberId member) {
            coverage.count("snapshot installs");
            trace.say(member + " took over a snapshot");
        }
    }

    /** Puts the recorder at the seams of the members. */
    private final class Seams implements NodeWatch {
        @Override
        public WalOpener watch(MemberId member, WalOpener wal) {
            return recorder.watch(member, wal);
        }

        @Override
        public StorageBackend watch(MemberId member, StorageBackend storage) {
            return recorder.watch(member, storage);
        }

        @Override
        public PeerTransport watch(MemberId member, PeerTransport peers) {
            return recorder.watch(member, peers);
        }

        @Override
        public Consensus watch(MemberId member, Consensus consensus) {
            return recorder.watch(member, consensus);
        }

        @Override
        public void halted(MemberId member, String reason, Throwable cause) {
            coverage.count("halts");
            trace.say(member + " halts: " + reason + (cause == null ? "" : ": " + cause));
            if (!isRemoved(fleet.find(member)) && !FaultInjector.isExcused(cause)) {
                violations.add("member " + member + " halted without a fault of its disk: " + reason + ": " + cause);
                for (Throwable why = cause; why != null; why = why.getCause()) {
                    for (StackTraceElement element : why.getStackTrace()) {
                        trace.say("  at " + element);
                    }
                }
            }
            faults.halted(fleet.find(member));
        }
    }
}

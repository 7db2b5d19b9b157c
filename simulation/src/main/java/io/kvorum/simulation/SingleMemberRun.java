package io.kvorum.simulation;

import io.kvorum.simulation.history.HistoryCheck;
import io.kvorum.simulation.history.Observation;
import io.kvorum.simulation.history.TrueChange;
import io.kvorum.simulation.history.WatchCheck;
import io.kvorum.spi.MemberId;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.DiskObserver;
import io.kvorum.tck.sim.DiskStep;
import io.kvorum.tck.sim.SimulatedCrash;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** One member, a few clients and watchers, and crashes: at random times, or at one durable step. */
public final class SingleMemberRun {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedNode node;
    private final Fleet fleet = new Fleet();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<SimulatedWatcher> watchers = new ArrayList<>();
    private int crashes;

    /** @param seed fixes everything that happens */
    public SingleMemberRun(long seed, Parts parts) {
        simulation = new Simulation(seed);
        random = simulation.random("run");
        node = new SimulatedNode(simulation, new SimulatedNetwork(simulation), parts, new MemberId(1));
        fleet.add(node);
        for (int i = 0; i < 3; i++) {
            clients.add(new SimulatedClient(simulation, fleet, "c" + i, 20, false));
        }
        watchers.add(new SimulatedWatcher(simulation, fleet, "quick", false));
        watchers.add(new SimulatedWatcher(simulation, fleet, "slow", true));
    }

    /**
     * What a run came to.
     *
     * @param violations sentences; empty if all promises were kept
     * @param observations calls that were answered
     * @param revisions of the store at the end
     * @param diskSteps durable steps of the member's disk
     * @param virtualTime that passed
     * @param digest the same for two runs that went the same way
     */
    public record Result(
            List<String> violations,
            int observations,
            long revisions,
            int crashes,
            long diskSteps,
            Duration virtualTime,
            long digest) {}

    /** Crashes at random moments, with random loss, for some virtual time. */
    public Result withRandomCrashes(Duration duration) {
        begin();
        long end = simulation.nanoseconds() + duration.toNanos();
        while (simulation.nanoseconds() < end) {
            simulation.runFor(Duration.ofMillis(200 + random.nextInt(3_000)));
            crash(CrashLoss.values()[random.nextInt(CrashLoss.values().length)]);
            simulation.runFor(Duration.ofMillis(random.nextInt(1_000)));
            node.start();
        }
        return finish();
    }

    /**
     * Runs for some virtual time and crashes once, right before or right after a durable step of the disk. Steps that the
     * start takes count too.
     */
    public Result withCrashAtStep(long step, boolean after, CrashLoss loss, Duration duration) {
        node.disk().observe(new DiskObserver() {
            @Override
            public void before(DiskStep taken) {
                if (!after && taken.number() == step) {
                    crashHere(loss);
                }
            }

            @Override
            public void after(DiskStep taken) {
                if (after && taken.number() == step) {
                    crashHere(loss);
                }
            }
        });
        begin();
        simulation.runFor(duration);
        return finish();
    }

    private void begin() {
        node.start();
        clients.forEach(SimulatedClient::start);
        watchers.forEach(SimulatedWatcher::start);
    }

    private void crashHere(CrashLoss loss) {
        crash(loss);
        // Not in the middle of the dying node's own call.
        simulation.after(Duration.ofMillis(300), node::start);
        throw new SimulatedCrash("planned");
    }

    private void crash(CrashLoss loss) {
        crashes++;
        node.crash(loss);
    }

    private Result finish() {
        List<String> violations = new ArrayList<>();
        clients.forEach(SimulatedClient::stop);
        simulation.runFor(Duration.ofSeconds(15));
        if (!simulation.runUntil(node::isServing, START_LIMIT)) {
            violations.add("the member did not serve within " + START_LIMIT + " after the last crash"
                    + (node.runtime().halted() == null
                            ? ""
                            : ": " + node.runtime().halted()));
        } else {
            judge(violations);
        }
        return new Result(
                violations,
                clients.stream()
                        .mapToInt(client -> client.observations().size())
                        .sum(),
                watchers.get(0).lastRevision(),
                crashes,
                node.disk().steps(),
                Duration.ofNanos(simulation.nanoseconds()),
                simulation.digest());
    }

    private void judge(List<String> violations) {
        SimulatedWatcher witness = new SimulatedWatcher(simulation, fleet, "witness", false);
        witness.start();
        simulation.runFor(Duration.ofSeconds(5));
        List<TrueChange> truth = witness.changes();
        List<Observation> observations = new ArrayList<>();
        Set<String> attempted = new LinkedHashSet<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (SimulatedClient client : clients) {
            observations.addAll(client.observations());
            attempted.addAll(client.attempted());
            refused.putAll(client.refused());
        }
        violations.addAll(witness.violations());
        violations.addAll(new HistoryCheck(truth).judge(observations, attempted, refused));
        for (SimulatedWatcher watcher : watchers) {
            violations.addAll(watcher.violations());
            violations.addAll(WatchCheck.judge(truth, watcher.seen(), 2));
        }
    }
}

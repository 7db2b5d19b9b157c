package io.kvorum.simulation;

import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.DiskFailure;
import io.kvorum.tck.sim.DiskObserver;
import io.kvorum.tck.sim.DiskStep;
import io.kvorum.tck.sim.SimulatedCrash;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.List;

/** Does to the members and their network what a plan says, and undoes it in the end. */
final class FaultInjector {
    private static final Duration GOOD_DELAY_MINIMUM = Duration.ofNanos(100_000);
    private static final Duration GOOD_DELAY_MAXIMUM = Duration.ofNanos(500_000);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final Fleet fleet;
    private final Coverage coverage;
    private final Trace trace;
    private final MajorityLoss majority;
    private boolean over;

    FaultInjector(
            Simulation simulation,
            SimulatedNetwork network,
            Fleet fleet,
            Coverage coverage,
            Trace trace,
            MajorityLoss majority) {
        this.simulation = simulation;
        this.network = network;
        this.fleet = fleet;
        this.coverage = coverage;
        this.trace = trace;
        this.majority = majority;
    }

    /** Lets everything in the plan happen in its time. */
    void schedule(FaultPlan plan) {
        for (FaultPlan.Event event : plan.events()) {
            simulation.after(event.at(), () -> {
                if (!over) {
                    inject(event.fault());
                }
            });
        }
    }

    /** Whether a member stopped, or did not start, because its disk was made to fail: it may then. */
    static boolean isExcused(Throwable cause) {
        for (Throwable why = cause; why != null; why = why.getCause()) {
            if (why instanceof DiskFailure) {
                return true;
            }
        }
        return false;
    }

    /** Ends all faults; whoever is down starts again. */
    void heal() {
        over = true;
        network.heal();
        clearWeather();
        for (SimulatedNode node : fleet.nodes()) {
            node.disk().observe(new DiskObserver() {});
            node.disk().setCapacity(Long.MAX_VALUE);
            node.disk().failNoMore();
            node.setClockRate(1);
            if (node.isAlive()) {
                node.runtime().resume();
            }
        }
        List.copyOf(fleet.nodes()).forEach(this::startIfDown);
    }

    /** Starts a member, and again until it starts. */
    void startIfDown(SimulatedNode node) {
        if (node.isAlive() || !fleet.isMeantToRun(node)) {
            return;
        }
        coverage.count("starts");
        if (node.isPowered()) {
            // It has stopped by itself a moment ago
            node.crash(CrashLoss.RANDOM);
        }
        boolean started;
        try {
            started = node.start();
        } catch (RuntimeException refusal) {
            if (majority.awaits(node) && refusal instanceof IllegalStateException && !isExcused(refusal)) {
                passOn(node, refusal);
                return;
            }
            if (!isExcused(refusal)) {
                throw refusal;
            }
            trace.say(node.id() + " refuses to start: " + refusal.getMessage());
            node.crash(CrashLoss.NOTHING);
            started = false;
        }
        if (started) {
            trace.say(node.id() + " starts");
            if (majority.awaits(node)) {
                majority.survived(node);
            }
        } else {
            simulation.after(RETRY, () -> startIfDown(node));
        }
    }

    /** The one that was to go on alone was about to be removed: another one is. */
    private void passOn(SimulatedNode node, RuntimeException refusal) {
        trace.say(node.id() + " refuses to be the only member: " + refusal.getMessage());
        node.crash(CrashLoss.NOTHING);
        SimulatedNode next = majority.refused(node);
        if (next == null) {
            throw refusal;
        }
        startIfDown(next);
    }

    private boolean loseMajority(Fault.LostMajority fault) {
        SimulatedNode survivor = majority.happen(fault.survivor(), fault.loss());
        if (survivor == null) {
            return false;
        }
        trace.say("all members are lost but " + survivor.id() + ", which is to go on alone");
        simulation.after(fault.down(), () -> startIfDown(survivor));
        return true;
    }

    /** A member has stopped itself: it loses its power, and starts again. */
    void halted(SimulatedNode node) {
        // Not in the middle of the dying node's own call.
        simulation.after(Duration.ofMillis(1), () -> {
            if (!node.isAlive()) {
                node.crash(CrashLoss.RANDOM);
                simulation.after(RETRY, () -> startIfDown(node));
            }
        });
    }

    private void inject(Fault fault) {
        if (apply(fault)) {
            coverage.count(fault.name());
            trace.say("fault: " + fault);
        }
    }

    /** Returns whether there was anything to do it to. */
    private boolean apply(Fault fault) {
        if (fault instanceof Fault.Crash crash) {
            return crash(node(crash.member()), crash.loss(), crash.down());
        } else if (fault instanceof Fault.CrashAtStep crash) {
            return crashAtStep(node(crash.member()), crash);
        } else if (fault instanceof Fault.CrashAll crash) {
            List.copyOf(fleet.nodes()).forEach(node -> crash(node, crash.loss(), crash.down()));
            return true;
        } else if (fault instanceof Fault.LostMajority lost) {
            return loseMajority(lost);
        } else if (fault instanceof Fault.Isolate isolation) {
            return split(place(isolation.member()), isolation.duration());
        } else if (fault instanceof Fault.Split split) {
            return split(split.groups(), split.duration());
        } else if (fault instanceof Fault.OneWay oneWay) {
            return cutOneWay(node(oneWay.member()), oneWay);
        } else if (fault instanceof Fault.Weather weather) {
            return worsenWeather(weather);
        } else if (fault instanceof Fault.Pause pause) {
            return pause(node(pause.member()), pause.duration());
        } else if (fault instanceof Fault.Slow slow) {
            return slowDown(
                    node(slow.member()),
                    simulation.nanoseconds() + slow.duration().toNanos());
        } else if (fault instanceof Fault.Transfer transfer) {
            return transfer(node(transfer.member()));
        } else if (fault instanceof Fault.DiskError error) {
            return failDisk(node(error.member()), error.sync());
        } else if (fault instanceof Fault.FullDisk full) {
            return fillDisk(node(full.member()), full.duration());
        }
        return changeClock(fault);
    }

    private boolean changeClock(Fault fault) {
        SimulatedNode node =
                node(fault instanceof Fault.WallJump jump ? jump.member() : ((Fault.Drift) fault).member());
        if (node == null) {
            return false;
        }
        if (fault instanceof Fault.WallJump jump) {
            node.setWallSkew(jump.skew());
        } else if (fault instanceof Fault.Drift drift) {
            node.setClockRate(drift.rate());
        }
        return true;
    }

    private boolean crash(SimulatedNode node, CrashLoss loss, Duration down) {
        if (node == null || !node.isAlive()) {
            return false;
        }
        coverage.count("crashed processes");
        node.crash(loss);
        simulation.after(down, () -> startIfDown(node));
        return true;
    }

    private boolean crashAtStep(SimulatedNode node, Fault.CrashAtStep fault) {
        if (node == null) {
            return false;
        }
        long step = node.disk().steps() + fault.stepsAhead();
        node.disk().observe(new DiskObserver() {
            @Override
            public void before(DiskStep taken) {
                if (!fault.after()) {
                    crashHere(taken);
                }
            }

            @Override
            public void after(DiskStep taken) {
                if (fault.after()) {
                    crashHere(taken);
                }
            }

            private void crashHere(DiskStep taken) {
                if (taken.number() == step) {
                    coverage.count("crashed processes");
                    coverage.count("crashes in the middle of writing");
                    trace.say(node.id() + " crashes " + (fault.after() ? "after " : "before ") + taken.kind() + " of "
                            + taken.path());
                    node.crash(fault.loss());
                    simulation.after(fault.down(), () -> startIfDown(node));
                    throw new SimulatedCrash("planned");
                }
            }
        });
        return true;
    }

    private boolean split(int groups, Duration duration) {
        if (groups == 0) {
            return false;
        }
        List<SimulatedNode> nodes = fleet.nodes();
        for (int from = 0; from < nodes.size(); from++) {
            for (int to = 0; to < nodes.size(); to++) {
                if ((groups >> from & 1) != (groups >> to & 1)) {
                    cutFor(nodes.get(from), nodes.get(to), duration);
                }
            }
        }
        return true;
    }

    private boolean cutOneWay(SimulatedNode node, Fault.OneWay fault) {
        if (node == null) {
            return false;
        }
        for (SimulatedNode other : fleet.nodes()) {
            if (other != node) {
                cutFor(fault.mute() ? node : other, fault.mute() ? other : node, fault.duration());
            }
        }
        return true;
    }

    private void cutFor(SimulatedNode from, SimulatedNode to, Duration duration) {
        network.cut(from.id(), to.id());
        simulation.after(duration, () -> network.restore(from.id(), to.id()));
    }

    private boolean worsenWeather(Fault.Weather weather) {
        network.setLoss(weather.loss());
        network.setDuplication(weather.duplication());
        network.setDelay(GOOD_DELAY_MINIMUM, weather.delayMaximum());
        simulation.after(weather.duration(), this::clearWeather);
        return true;
    }

    private void clearWeather() {
        network.setLoss(0);
        network.setDuplication(0);
        network.setDelay(GOOD_DELAY_MINIMUM, GOOD_DELAY_MAXIMUM);
    }

    private boolean pause(SimulatedNode node, Duration duration) {
        if (node == null || !node.isAlive()) {
            return false;
        }
        SimulatedRuntime life = node.runtime();
        life.pause();
        simulation.after(duration, life::resume);
        return true;
    }

    private boolean slowDown(SimulatedNode node, long until) {
        if (node == null || !node.isAlive() || over || simulation.nanoseconds() > until) {
            return false;
        }
        pause(node, Duration.ofMillis(40));
        simulation.after(Duration.ofMillis(41), () -> slowDown(node, until));
        return true;
    }

    private boolean transfer(SimulatedNode to) {
        SimulatedNode leader = node(Fault.LEADER);
        if (leader == null) {
            return false;
        }
        leader.consensus().transferLeadership(to.id()).whenComplete((done, failure) -> {
            if (failure == null) {
                coverage.count("transfers of leadership");
            }
        });
        return true;
    }

    private boolean failDisk(SimulatedNode node, boolean sync) {
        if (node == null || !node.isAlive()) {
            return false;
        }
        if (sync) {
            node.disk().failNextSync();
        } else {
            node.disk().failNextWrite();
        }
        return true;
    }

    private boolean fillDisk(SimulatedNode node, Duration duration) {
        if (node == null || !node.isAlive()) {
            return false;
        }
        node.disk().setCapacity(node.disk().used() + 100);
        simulation.after(duration, () -> node.disk().setCapacity(Long.MAX_VALUE));
        return true;
    }

    /** The member a fault names; null if it means the leader and none leads. */
    private SimulatedNode node(int member) {
        int place = member == Fault.LEADER ? leaderPlace() : member;
        return place < 0 ? null : fleet.nodes().get(place % fleet.nodes().size());
    }

    private int place(int member) {
        int place = member == Fault.LEADER ? leaderPlace() : member;
        return place < 0 ? 0 : 1 << place;
    }

    private int leaderPlace() {
        long highest = -1;
        int place = -1;
        List<SimulatedNode> nodes = fleet.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).isAlive()) {
                ConsensusStatus status = nodes.get(i).consensus().status();
                if (status.role() == ConsensusStatus.Role.LEADER && status.term() > highest) {
                    highest = status.term();
                    place = i;
                }
            }
        }
        return place;
    }
}

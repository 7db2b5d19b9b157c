package io.kvorum.simulation;

import io.kvorum.tck.sim.CrashLoss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Which faults happen when; can be made smaller event by event. */
record FaultPlan(List<Event> events) {
    private static final int LOST_MAJORITY_ONE_IN = 6;
    private static final CrashLoss[] LOSSES = CrashLoss.values();

    FaultPlan {
        events = List.copyOf(events);
    }

    /** @param at virtual time after the begin of the run */
    record Event(Duration at, Fault fault) {
        @Override
        public String toString() {
            return at.toMillis() + " ms: " + fault;
        }
    }

    /**
     * Draws a plan.
     *
     * @param pause mean virtual time between two faults
     * @param mayLoseMajority whether the cluster may have to begin anew with one member, which happens once at most
     */
    static FaultPlan draw(
            RandomGenerator random, int members, Duration duration, Duration pause, boolean mayLoseMajority) {
        List<Event> events = new ArrayList<>();
        long time = random.nextLong(1 + 2 * pause.toMillis());
        while (time < duration.toMillis()) {
            events.add(new Event(Duration.ofMillis(time), drawFault(random, members)));
            time += 1 + random.nextLong(2 * pause.toMillis());
        }
        if (mayLoseMajority && random.nextInt(LOST_MAJORITY_ONE_IN) == 0) {
            CrashLoss loss = LOSSES[random.nextInt(LOSSES.length)];
            // Early enough that there are new members before the end
            Duration at = Duration.ofMillis(random.nextLong(1 + duration.toMillis() * 2 / 3));
            events.add(new Event(
                    at, new Fault.LostMajority(random.nextInt(members), loss, milliseconds(random, 1, 1_000))));
            events.sort(Comparator.comparing(Event::at));
        }
        return new FaultPlan(events);
    }

    private static Fault drawFault(RandomGenerator random, int members) {
        int member = random.nextInt(3) == 0 ? Fault.LEADER : random.nextInt(members);
        CrashLoss loss = LOSSES[random.nextInt(LOSSES.length)];
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> new Fault.Crash(member, loss, milliseconds(random, 1, 3_000));
            case 3, 4, 5 ->
                new Fault.CrashAtStep(
                        member, 1 + random.nextInt(30), random.nextBoolean(), loss, milliseconds(random, 1, 2_000));
            case 6 -> new Fault.CrashAll(loss, milliseconds(random, 1, 1_000));
            case 7, 8 -> new Fault.Isolate(member, milliseconds(random, 100, 4_000));
            case 9 -> new Fault.Split(1 + random.nextInt(Math.max(1, (1 << members) - 2)), seconds(random));
            case 10 -> new Fault.OneWay(member, random.nextBoolean(), seconds(random));
            case 11, 12 ->
                new Fault.Weather(
                        random.nextInt(40) / 100.0,
                        random.nextInt(40) / 100.0,
                        milliseconds(random, 1, 300),
                        seconds(random));
            case 13, 14 ->
                // Nobody is more dangerous than a leader that wakes up late.
                new Fault.Pause(random.nextBoolean() ? Fault.LEADER : member, milliseconds(random, 50, 4_000));
            case 15 -> new Fault.Slow(member, seconds(random));
            case 16 ->
                random.nextBoolean()
                        ? new Fault.WallJump(member, Duration.ofSeconds(random.nextInt(7_200) - 3_600))
                        : new Fault.Drift(member, 1 + (random.nextInt(2_001) - 1_000) / 1_000_000.0);
            case 17 -> new Fault.DiskError(member, random.nextBoolean());
            case 18 -> new Fault.FullDisk(member, seconds(random));
            default -> new Fault.Transfer(random.nextInt(members));
        };
    }

    private static Duration seconds(RandomGenerator random) {
        return milliseconds(random, 500, 4_000);
    }

    private static Duration milliseconds(RandomGenerator random, int minimum, int maximum) {
        return Duration.ofMillis(random.nextInt(minimum, maximum + 1));
    }

    /** The same without the events from one place to another. */
    FaultPlan without(int from, int to) {
        List<Event> rest = new ArrayList<>(events.subList(0, from));
        rest.addAll(events.subList(to, events.size()));
        return new FaultPlan(rest);
    }

    /** One event per line. */
    String toText() {
        return events.stream().map(event -> "  " + event + "\n").collect(Collectors.joining());
    }
}

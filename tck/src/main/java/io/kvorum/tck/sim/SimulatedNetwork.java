package io.kvorum.tck.sim;

import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The network of a {@link Simulation}: delays, loses and repeats messages, and can be cut.
 *
 * <p>Without any setting it is a good one: 100 to 500 microseconds, no loss. Messages of one pair, channel and urgency
 * keep their order, but for repeated ones, which come again at any time.
 */
public final class SimulatedNetwork {
    private final Simulation simulation;
    private final RandomGenerator random;
    private final Map<String, SimulatedPeerTransport> listeners = new TreeMap<>();
    private final Map<MemberId, SimulatedPeerTransport> members = new TreeMap<>();
    private final Map<Stream, Arrival> lastArrival = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();
    private long delayMinimum = Duration.ofNanos(100_000).toNanos();
    private long delayMaximum = Duration.ofNanos(500_000).toNanos();
    private double loss;
    private double duplication;
    private long lost;
    private long repeated;

    public SimulatedNetwork(Simulation simulation) {
        this.simulation = simulation;
        this.random = simulation.random("network");
    }

    /** One direction between two members. */
    private record Link(MemberId from, MemberId to) {}

    /** What keeps its order on its way from one member to another. */
    private record Stream(MemberId from, MemberId to, String name) {}

    /** When the last message of a stream arrives. */
    private static final class Arrival {
        private long time;
    }

    /** Each message takes between these times. */
    public void setDelay(Duration minimum, Duration maximum) {
        delayMinimum = minimum.toNanos();
        delayMaximum = maximum.toNanos();
    }

    /** Part of the messages that are lost, from 0 to 1. */
    public void setLoss(double part) {
        loss = part;
    }

    /** Part of the messages that arrive twice, from 0 to 1. */
    public void setDuplication(double part) {
        duplication = part;
    }

    /** Lets nothing through from one member to another; the other direction is not touched. */
    public void cut(MemberId from, MemberId to) {
        cut.add(new Link(from, to));
    }

    /** Cuts one member off from all others, in both directions. */
    public void isolate(MemberId member) {
        for (MemberId other : members.keySet()) {
            if (!other.equals(member)) {
                cut(member, other);
                cut(other, member);
            }
        }
    }

    /** Lets one direction through again. */
    public void restore(MemberId from, MemberId to) {
        cut.remove(new Link(from, to));
    }

    /** Messages that were lost, by chance or because their way was cut. */
    public long lost() {
        return lost;
    }

    /** Messages that arrived twice. */
    public long repeated() {
        return repeated;
    }

    /** Lets everything through again; loss, delay and duplication stay. */
    public void heal() {
        cut.clear();
    }

    void listen(SimulatedPeerTransport transport) {
        members.put(transport.memberId(), transport);
        transport.listenUrls().forEach(url -> listeners.put(url, transport));
    }

    void leave(SimulatedPeerTransport transport) {
        members.remove(transport.memberId(), transport);
        listeners.values().removeIf(listener -> listener == transport);
    }

    /** The transport that listens there and lives; null if there is none, or the way is cut. */
    SimulatedPeerTransport find(MemberId from, String url) {
        return reachable(from, listeners.get(url));
    }

    private SimulatedPeerTransport reachable(MemberId from, SimulatedPeerTransport transport) {
        boolean reached = transport != null && transport.alive() && !isCut(new Link(from, transport.memberId()));
        return reached ? transport : null;
    }

    /**
     * Brings something from one member to another, perhaps.
     *
     * @param stream what keeps its order among itself
     */
    void carry(MemberId from, SimulatedPeerTransport to, String stream, Runnable arrival) {
        if (random.nextDouble() < loss) {
            lost++;
            return;
        }
        Arrival last = lastArrival.computeIfAbsent(new Stream(from, to.memberId(), stream), absent -> new Arrival());
        last.time = Math.max(simulation.nanoseconds() + delay(), last.time + 1);
        arriveAt(last.time, from, to, arrival);
        if (random.nextDouble() < duplication) {
            repeated++;
            arriveAt(simulation.nanoseconds() + delay() + delay(), from, to, arrival);
        }
    }

    private void arriveAt(long time, MemberId from, SimulatedPeerTransport to, Runnable arrival) {
        Link link = new Link(from, to.memberId());
        simulation.after(Duration.ofNanos(time - simulation.nanoseconds()), () -> {
            // What is under way when the link is cut is lost with it
            if (!isCut(link) && to.alive()) {
                arrival.run();
            } else {
                lost++;
            }
        });
    }

    private boolean isCut(Link link) {
        return !cut.isEmpty() && cut.contains(link);
    }

    private long delay() {
        return delayMinimum == delayMaximum ? delayMinimum : random.nextLong(delayMinimum, delayMaximum + 1);
    }
}

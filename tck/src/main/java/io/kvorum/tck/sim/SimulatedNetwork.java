package io.kvorum.tck.sim;

import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
    private final Map<String, SimulatedPeerTransport> listeners = new HashMap<>();
    private final Map<MemberId, SimulatedPeerTransport> members = new TreeMap<>();
    private final Map<MemberId, Map<MemberId, Way>> ways = new HashMap<>();
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
    private static final class Way {
        private final Map<String, Stream> streams = new HashMap<>();
        private boolean cut;

        Stream stream(String name) {
            return streams.computeIfAbsent(name, absent -> new Stream());
        }
    }

    /** What keeps its order on its way. */
    private static final class Stream {
        private long lastArrival;
    }

    private Way way(MemberId from, MemberId to) {
        return ways.computeIfAbsent(from, absent -> new HashMap<>()).computeIfAbsent(to, absent -> new Way());
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
        way(from, to).cut = true;
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
        way(from, to).cut = false;
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
        ways.values().forEach(from -> from.values().forEach(way -> way.cut = false));
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
        boolean reached = transport != null && transport.alive() && !way(from, transport.memberId()).cut;
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
        Way way = way(from, to.memberId());
        Stream order = way.stream(stream);
        order.lastArrival = Math.max(simulation.nanoseconds() + delay(), order.lastArrival + 1);
        arriveAt(order.lastArrival, way, to, arrival);
        if (random.nextDouble() < duplication) {
            repeated++;
            arriveAt(simulation.nanoseconds() + delay() + delay(), way, to, arrival);
        }
    }

    private void arriveAt(long time, Way way, SimulatedPeerTransport to, Runnable arrival) {
        simulation.at(time, () -> {
            // What is under way when the way is cut is lost with it
            if (!way.cut && to.alive()) {
                arrival.run();
            } else {
                lost++;
            }
        });
    }

    private long delay() {
        return delayMinimum == delayMaximum ? delayMinimum : random.nextLong(delayMinimum, delayMaximum + 1);
    }
}

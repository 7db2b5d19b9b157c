package io.kvorum.simulation;

import io.kvorum.spi.MemberId;
import io.kvorum.tck.sim.SimulatedRuntime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The nodes of a cluster: those that are meant to run now, and those that ever were. */
final class Fleet {
    private final List<SimulatedNode> running = new ArrayList<>();
    private final Map<MemberId, SimulatedNode> everyone = new TreeMap<>();
    private final List<Consumer<SimulatedNode>> endListeners = new ArrayList<>();

    /** One more is meant to run. */
    void add(SimulatedNode node) {
        running.add(node);
        everyone.put(node.id(), node);
        node.onEnd(() -> List.copyOf(endListeners).forEach(listener -> listener.accept(node)));
    }

    /** One is not meant to run any more. */
    void retire(SimulatedNode node) {
        running.remove(node);
    }

    /** One that was not meant to run any more is. */
    void recall(SimulatedNode node) {
        running.add(node);
    }

    /** Those that are meant to run; changes as they do. */
    List<SimulatedNode> nodes() {
        return Collections.unmodifiableList(running);
    }

    boolean isMeantToRun(SimulatedNode node) {
        return running.contains(node);
    }

    /** The node of a member, running or not; null if there never was one. */
    SimulatedNode find(MemberId member) {
        return everyone.get(member);
    }

    /** The node whose present life this is; null if it is over. */
    SimulatedNode ofLife(SimulatedRuntime life) {
        if (!life.alive()) {
            return null;
        }
        for (SimulatedNode node : everyone.values()) {
            if (node.runtime() == life) {
                return node;
            }
        }
        return null;
    }

    /** Names one more who hears at once when a life of any node ends, as clients do whose connections break. */
    void onEnd(Consumer<SimulatedNode> listener) {
        endListeners.add(listener);
    }
}

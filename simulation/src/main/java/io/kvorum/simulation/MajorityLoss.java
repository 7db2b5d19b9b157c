package io.kvorum.simulation;

import io.kvorum.tck.sim.CrashLoss;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Loses all members of a cluster but one for good, and lets that one go on as a cluster of its own. Who was about to be
 * removed refuses; then it is another one's turn.
 */
final class MajorityLoss {
    private final Fleet fleet;
    private final Runnable onLoss;
    private final Consumer<SimulatedNode> onSurvival;
    private final Deque<SimulatedNode> heirs = new ArrayDeque<>();

    /**
     * Nothing is lost yet.
     *
     * @param onLoss hears at once that all are down
     * @param onSurvival hears of the member that has come up as the only one, before its first task has run
     */
    MajorityLoss(Fleet fleet, Runnable onLoss, Consumer<SimulatedNode> onSurvival) {
        this.fleet = fleet;
        this.onLoss = onLoss;
        this.onSurvival = onSurvival;
    }

    /**
     * All go down; who shall survive is meant to run and will be the only member, the others are not.
     *
     * @param place of the survivor, or of the first that is tried
     * @return the survivor; null if no member has data of its own yet, and nothing happened
     */
    SimulatedNode happen(int place, CrashLoss loss) {
        List<SimulatedNode> nodes = new ArrayList<>(fleet.nodes());
        List<SimulatedNode> heirsInTurn = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            SimulatedNode node = nodes.get((place + i) % nodes.size());
            if (node.isBorn()) {
                heirsInTurn.add(node);
            }
        }
        if (heirsInTurn.isEmpty() || !heirs.isEmpty()) {
            return null;
        }
        heirs.addAll(heirsInTurn);
        for (SimulatedNode node : nodes) {
            if (node.isPowered()) {
                node.crash(loss);
            }
            if (node != heirs.peek()) {
                fleet.retire(node);
            }
        }
        onLoss.run();
        heirs.peek().forceNewCluster();
        return heirs.peek();
    }

    /** Whether this is the one that shall go on. */
    boolean awaits(SimulatedNode node) {
        return heirs.peek() == node;
    }

    /** It has started. */
    void survived(SimulatedNode node) {
        heirs.clear();
        onSurvival.accept(node);
    }

    /**
     * It does not belong to the cluster any more.
     *
     * @return who shall go on instead; null if there is nobody
     */
    SimulatedNode refused(SimulatedNode node) {
        heirs.remove();
        SimulatedNode next = heirs.peek();
        if (next != null) {
            fleet.recall(next);
            fleet.retire(node);
            next.forceNewCluster();
        }
        return next;
    }
}

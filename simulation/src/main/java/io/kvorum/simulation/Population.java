package io.kvorum.simulation;

import io.kvorum.simulation.history.HistoryCheck;
import io.kvorum.simulation.history.LeaseHistory;
import io.kvorum.simulation.history.Observation;
import io.kvorum.simulation.history.TrueChange;
import io.kvorum.simulation.history.WatchCheck;
import io.kvorum.simulation.invariant.StateHistory;
import io.kvorum.simulation.invariant.Violations;
import io.kvorum.tck.sim.Simulation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everybody who uses a cluster, and what they can complain about in the end. */
final class Population {
    private static final int CLIENTS = 4;

    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<SimulatedWatcher> watchers = new ArrayList<>();
    private final List<SimulatedLeaseHolder> holders = new ArrayList<>();
    private final SimulatedCompactor compactor;

    Population(Simulation simulation, Fleet fleet, int clientPauseMilliseconds) {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SimulatedClient(simulation, fleet, "c" + i, clientPauseMilliseconds, false));
        }
        clients.add(new SimulatedClient(simulation, fleet, "reader", clientPauseMilliseconds, true));
        watchers.add(new SimulatedWatcher(simulation, fleet, "quick", false));
        watchers.add(new SimulatedWatcher(simulation, fleet, "slow", true));
        holders.add(new SimulatedLeaseHolder(simulation, fleet, "h0"));
        compactor = new SimulatedCompactor(simulation, fleet);
    }

    void start() {
        clients.forEach(SimulatedClient::start);
        watchers.forEach(SimulatedWatcher::start);
        holders.forEach(SimulatedLeaseHolder::start);
        compactor.start();
    }

    /** Nobody begins anything new; watchers go on watching. */
    void stop() {
        clients.forEach(SimulatedClient::stop);
        holders.forEach(SimulatedLeaseHolder::stop);
        watchers.forEach(SimulatedWatcher::stay);
        compactor.stop();
    }

    /**
     * What was lost with a majority is not held against anybody: what came after a revision is forgotten. Watchers begin
     * anew, after they were asked whether what they saw was right until then.
     *
     * @param before the history until then
     */
    void goOnAfter(long revision, List<TrueChange> before, Violations violations) {
        clients.forEach(client -> client.forgetAfter(revision));
        holders.forEach(holder -> holder.forgetAfter(revision));
        for (SimulatedWatcher watcher : watchers) {
            WatchCheck.judgeSoFar(before, watcher.seen(), 2).forEach(violations::add);
            watcher.beginAnew();
        }
    }

    void judge(StateHistory states, Violations violations) {
        List<TrueChange> truth = states.changes();
        List<Observation> observations = new ArrayList<>();
        Set<String> attempted = new LinkedHashSet<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (SimulatedClient client : clients) {
            observations.addAll(client.observations());
            attempted.addAll(client.attempted());
            refused.putAll(client.refused());
        }
        holders.forEach(holder -> attempted.addAll(holder.attempted()));
        attempted.add(Judgement.PROBE);
        new HistoryCheck(truth).judge(observations, attempted, refused).forEach(violations::add);
        for (SimulatedWatcher watcher : watchers) {
            watcher.violations().forEach(violations::add);
            WatchCheck.judge(truth, watcher.seen(), 2).forEach(violations::add);
        }
        for (SimulatedLeaseHolder holder : holders) {
            for (LeaseHistory lease : holder.histories()) {
                lease.judge(truth, states::writtenAt).forEach(violations::add);
            }
        }
    }

    void count(Coverage coverage) {
        for (SimulatedClient client : clients) {
            coverage.add("calls answered", client.observations().size() + client.forgotten());
            coverage.add("answers lost with a majority", client.forgotten());
            coverage.add("calls failed", client.failures());
        }
        for (SimulatedWatcher watcher : watchers) {
            coverage.add("events watched", watcher.events());
            coverage.add("watch streams", watcher.streams());
            coverage.add("watches that fell behind a compaction", watcher.losses());
            coverage.add("bookmarks", watcher.bookmarks());
        }
        for (SimulatedLeaseHolder holder : holders) {
            coverage.add("leases that expired", holder.histories().size());
            coverage.add("renewals of leases", holder.renewals());
        }
        coverage.add("compactions", compactor.compactions());
    }
}

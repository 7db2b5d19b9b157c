package io.kvorum.e2e.cluster;

import io.kvorum.e2e.Await;
import io.kvorum.e2e.Requests;
import io.kvorum.e2e.WatchStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges a cluster and all that its clients were told since the start, by the history that the members themselves have.
 * Of the history of each member what is older than the last judgement is not asked again until the last one.
 */
final class Judgement {
    private final TestCluster cluster;
    private final Load load;
    private final Map<ClusterMember, List<Change>> known = new HashMap<>();

    Judgement(TestCluster cluster, Load load) {
        this.cluster = cluster;
        this.load = load;
    }

    /** After a fault: fails if something was lost, took effect twice, went back in time, or differs between members. */
    void pass() {
        List<Journal.Operation> operations = load.journal().operations();
        long revision = load.putOnce();
        HistoryCheck check = new HistoryCheck(historyAt(cluster.member(1), revision));
        check.checkOperations(operations);
        cluster.members().stream().skip(1).forEach(member -> check.checkWatch(historyAt(member, revision)));
        for (ResumingWatch watch : load.watches()) {
            Await.until(() -> "a watch reaches revision " + revision, () -> watch.lastRevision() >= revision);
            check.checkWatch(watch.changes().stream()
                    .filter(change -> change.revision() <= revision)
                    .toList());
        }
    }

    /** At the end: the same, with everything asked once more. */
    void passFinally() {
        known.clear();
        pass();
    }

    /** The history as one member tells it to a watch. */
    private List<Change> historyAt(ClusterMember member, long revision) {
        List<Change> changes = known.computeIfAbsent(member, newcomer -> new ArrayList<>());
        long last = changes.isEmpty() ? 1 : changes.get(changes.size() - 1).revision();
        // A client whose member was down for long tries to connect only now and then, and calls fail meanwhile.
        member.awaitStatus();
        try (WatchStream stream = member.client().watch()) {
            stream.create(Requests.watchAll(last + 1));
            while (last < revision) {
                stream.next().getEventsList().forEach(event -> changes.add(ResumingWatch.change(event)));
                last = changes.isEmpty() ? 1 : changes.get(changes.size() - 1).revision();
            }
        }
        return changes.stream().filter(change -> change.revision() <= revision).toList();
    }
}

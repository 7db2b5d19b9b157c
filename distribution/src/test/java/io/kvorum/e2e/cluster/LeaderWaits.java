package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the cluster served again within two election timeouts of having a majority.
 *
 * <p>The clock is not a wall clock but the members' own timers, which count in ticks of one heartbeat: on a machine that is
 * slow or stolen they count more slowly, too. (That a tick is no longer than it should be is seen apart, by
 * {@link Metronome}.)
 *
 * <p>One event may take longer without anything being wrong: two members may campaign in the same moment, and then wait
 * once more. So of several events of one kind at least half must be in time. With a timeout twice as long as it should be
 * none is where a leader was lost, as no member campaigns before two timeouts have passed.
 */
final class LeaderWaits {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderWaits.class);
    private static final String METRIC = "kvorum_raft_leader_wait_ticks";

    private static final String LEADER_LOST = "the leader was lost";
    private static final String MAJORITY_BACK = "the majority came back";

    private final int electionTicks;
    private final Map<String, List<Long>> ticks = new TreeMap<>();

    LeaderWaits(int electionTicks) {
        this.electionTicks = electionTicks;
    }

    /** Notes how long a majority was without a leader; its count is that from the last word of the one before. */
    void noteLoss(ClusterMember newLeader) {
        note(LEADER_LOST, newLeader.metric(METRIC));
    }

    /**
     * Notes how long a majority was without a leader that was none before. Of the members' counts that of the last one that
     * was needed for it: who was there before has waited for longer, but without a majority.
     */
    void noteReturn(List<ClusterMember> running, int majority) {
        List<Long> waits = running.stream()
                .map(member -> member.metric(METRIC))
                .sorted(Comparator.reverseOrder())
                .toList();
        note(MAJORITY_BACK, waits.get(majority - 1));
    }

    void note(String event, long wait) {
        LOG.info("{}: {} ticks without a leader", event, wait);
        ticks.computeIfAbsent(event, first -> new ArrayList<>()).add(wait);
    }

    /** Fails if of one kind of event more than half took too long. */
    void judge() {
        ticks.forEach((event, waits) -> assertThat(2
                        * waits.stream()
                                .filter(wait -> wait < 2 * electionTicks)
                                .count())
                .as("times in two election timeouts of %d ticks after: %s, which took %s", electionTicks, event, waits)
                .isGreaterThanOrEqualTo(waits.size()));
    }
}

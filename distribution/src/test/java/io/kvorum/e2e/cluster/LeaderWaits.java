package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the cluster serves again within two election timeouts of having a majority.
 *
 * <p>The clock is not a wall clock but the members' own timers, which count in ticks of one heartbeat: on a machine that is
 * slow or stolen they count more slowly, too. (That a tick is no longer than it should be is seen apart, by
 * {@link Metronome}.)
 *
 * <p>One event may take longer without anything being wrong: two members may campaign in the same moment and then wait once
 * more, or the machine keeps an answer back but not the timers. So at least half of the events must be in time, and whoever
 * judges repeats the event for a while until that is so. It never is with a timeout twice as long as it should be, since no
 * member campaigns then before two timeouts have passed.
 */
final class LeaderWaits {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderWaits.class);
    private static final String METRIC = "kvorum_raft_leader_wait_ticks";

    private final int electionTicks;
    private final List<Long> waits = new ArrayList<>();

    LeaderWaits(int electionTicks) {
        this.electionTicks = electionTicks;
    }

    /** Notes how long a majority was without a leader: the new one counts from the last word of the one before. */
    void noteLoss(ClusterMember newLeader) {
        note(newLeader.metric(METRIC));
    }

    /** Notes how long a majority, that was none before, was without a leader: see {@link #sinceMajority}. */
    void noteReturn(List<ClusterMember> running, int majority) {
        note(sinceMajority(running, majority));
    }

    /**
     * Ticks for which a majority waited: the count of the last member that was needed for it. Who was there before has
     * waited for longer, but without a majority.
     */
    static long sinceMajority(List<ClusterMember> running, int majority) {
        return running.stream()
                .map(member -> member.metric(METRIC))
                .sorted(Comparator.reverseOrder())
                .toList()
                .get(majority - 1);
    }

    void note(long wait) {
        LOG.info("the cluster was without a leader for {} ticks", wait);
        waits.add(wait);
    }

    boolean mostInTime() {
        return 2 * waits.stream().filter(wait -> wait < 2 * electionTicks).count() >= waits.size();
    }

    /** Fails if more than half took too long. */
    void judge() {
        assertThat(mostInTime())
                .as("most in less than two election timeouts of %d ticks: %s", electionTicks, waits)
                .isTrue();
    }
}

package io.kvorum.raft.driver;

import io.kvorum.raft.core.LeaderView;
import io.kvorum.raft.core.RaftCore;
import io.kvorum.raft.core.StepDown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator, once each time, when leadership is lost for a reason that wants his attention. Raft lane. */
final class LeaderWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);
    /** Elections take their time; after so many election timeouts without a leader something is wrong. */
    private static final int PATIENCE_TIMEOUTS = 5;

    private final RaftCore core;
    private final int ticksMax;
    private int ticksWithoutLeader;

    LeaderWatch(RaftCore core, int electionTicks) {
        this.core = core;
        this.ticksMax = PATIENCE_TIMEOUTS * electionTicks;
    }

    void tick() {
        LeaderView view = core.leaderView();
        if (view.leader().isPresent()) {
            if (ticksWithoutLeader >= ticksMax) {
                LOG.info(
                        "member {} leads, requests are served again",
                        view.leader().get());
            }
            ticksWithoutLeader = 0;
            return;
        }
        ticksWithoutLeader++;
        if (ticksWithoutLeader == ticksMax && core.membership().voters().size() > 1) {
            LOG.warn(
                    "no leader for {} election timeouts: a majority of the members {} cannot be reached, and nothing is"
                            + " written until it can; start them, or check the network between the peer URLs",
                    PATIENCE_TIMEOUTS,
                    core.membership().voters());
        }
    }

    void steppedDown(StepDown reason) {
        switch (reason) {
            case NO_QUORUM ->
                LOG.warn(
                        "this member leads no more: it has not heard from a majority of the members {} for an election"
                                + " timeout; check that they run and that the network between them works",
                        core.membership().voters());
            case SLOW_LOG ->
                LOG.warn(
                        "this member leads no more: nothing became durable in its write-ahead log for an election timeout, so"
                                + " another one is to take over; check the disk below the log, or raise --election-timeout");
            case REMOVED -> LOG.info("this member was removed from the cluster and leads no more");
        }
    }
}

package io.kvorum.raft.driver;

import io.kvorum.raft.core.StepDown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator, once each time, when the disk below the log is full or stalls, and when that is over. Raft lane. */
final class LogWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);

    /** Before the first part of a life is durable the log makes its files: so many election timeouts are no stall then. */
    private static final int FIRST_TIMEOUTS = 10;

    private final int electionTicks;
    private long storedBefore;
    private int ticksWithoutStoring;
    private boolean stallTold;
    private boolean lacksSpace;

    LogWatch(int electionTicks) {
        this.electionTicks = electionTicks;
    }

    /**
     * One tick.
     *
     * @param given the last part that was given to the log
     * @param stored the last part that is durable
     * @param stepsDown this member leads others: when its log stalls it steps down, and says so then
     */
    void tick(boolean lacksSpaceNow, long given, long stored, boolean stepsDown) {
        space(lacksSpaceNow);
        boolean waits = given > stored && stored == storedBefore;
        storedBefore = stored;
        // A log without space waits for space, which is told already.
        ticksWithoutStoring = waits && !lacksSpaceNow ? ticksWithoutStoring + 1 : 0;
        if (stalled() && !stallTold && !stepsDown) {
            stallTold = true;
            LOG.warn(
                    "nothing became durable in the write-ahead log of this member for an election timeout: it confirms no"
                            + " write and gives no vote meanwhile; check the disk below the log");
        } else if (!waits && stallTold) {
            stallTold = false;
            LOG.info("the write-ahead log became durable again");
        }
    }

    /** A leader gave up, and has said why. */
    void steppedDown(StepDown reason) {
        stallTold |= reason == StepDown.SLOW_LOG;
    }

    private void space(boolean lacksSpaceNow) {
        if (lacksSpaceNow && !lacksSpace) {
            LOG.warn(
                    "the disk of the write-ahead log has no room for more: clients' writes are refused while this member"
                            + " leads, and leadership is offered to members that have room; make room on that disk, and this"
                            + " member goes on by itself");
        } else if (!lacksSpaceNow && lacksSpace) {
            LOG.info("the write-ahead log has room again");
        }
        lacksSpace = lacksSpaceNow;
    }

    boolean lacksSpace() {
        return lacksSpace;
    }

    boolean stalled() {
        return ticksWithoutStoring >= (storedBefore == 0 ? FIRST_TIMEOUTS : 1) * electionTicks;
    }
}

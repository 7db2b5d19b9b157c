package io.kvorum.simulation;

import io.kvorum.tck.sim.CrashLoss;
import java.time.Duration;

/**
 * Something bad that happens to the world. Members are named by their place, from 0 on; {@link #LEADER} is whoever leads
 * when it happens.
 */
sealed interface Fault {
    /** Whoever leads. */
    int LEADER = -1;

    /** What coverage counts it as. */
    String name();

    /** A member loses its process, or its power, and starts again after a while. */
    record Crash(int member, CrashLoss loss, Duration down) implements Fault {
        @Override
        public String name() {
            return "crashes";
        }
    }

    /** A member crashes right before or right after a durable step of its disk that is yet to come. */
    record CrashAtStep(int member, int stepsAhead, boolean after, CrashLoss loss, Duration down) implements Fault {
        @Override
        public String name() {
            return "crashes at a durable step";
        }
    }

    /** All members crash at once. */
    record CrashAll(CrashLoss loss, Duration down) implements Fault {
        @Override
        public String name() {
            return "crashes of all members";
        }
    }

    /** A member is cut off from all others. */
    record Isolate(int member, Duration duration) implements Fault {
        @Override
        public String name() {
            return "isolated members";
        }
    }

    /** The members fall into two groups that do not hear one another; bit i tells the group of member i. */
    record Split(int groups, Duration duration) implements Fault {
        @Override
        public String name() {
            return "partitions";
        }
    }

    /** A member hears the others, but they do not hear it; or the other way round. */
    record OneWay(int member, boolean mute, Duration duration) implements Fault {
        @Override
        public String name() {
            return "one-way partitions";
        }
    }

    /** The network loses, repeats and delays messages. */
    record Weather(double loss, double duplication, Duration delayMaximum, Duration duration) implements Fault {
        @Override
        public String name() {
            return "bad weather on the network";
        }
    }

    /** A member's process stands still while time goes on. */
    record Pause(int member, Duration duration) implements Fault {
        @Override
        public String name() {
            return "pauses";
        }
    }

    /** A member runs in short bursts only. */
    record Slow(int member, Duration duration) implements Fault {
        @Override
        public String name() {
            return "slow members";
        }
    }

    /** A member's wall clock jumps. */
    record WallJump(int member, Duration skew) implements Fault {
        @Override
        public String name() {
            return "jumps of the wall clock";
        }
    }

    /** A member's clock runs a little fast or slow from now on. */
    record Drift(int member, double rate) implements Fault {
        @Override
        public String name() {
            return "drifting clocks";
        }
    }

    /** The next sync, or the next write, of a member's disk fails. */
    record DiskError(int member, boolean sync) implements Fault {
        @Override
        public String name() {
            return sync ? "failed syncs" : "failed writes";
        }
    }

    /** A member's disk is full for a while. */
    record FullDisk(int member, Duration duration) implements Fault {
        @Override
        public String name() {
            return "full disks";
        }
    }

    /**
     * All members but one are lost for good; that one is started as the only member of the cluster. If it may not, as it
     * was about to be removed, the next one is.
     */
    record LostMajority(int survivor, CrashLoss loss, Duration down) implements Fault {
        @Override
        public String name() {
            return "lost majorities";
        }
    }

    /** Leadership is handed over to a member. */
    record Transfer(int member) implements Fault {
        @Override
        public String name() {
            return "wishes for transfer of leadership";
        }
    }
}

package io.kvorum.raft.core;

/** Counts for how long nothing has become durable although something waits for it. */
final class LogStall {
    private final MemberState member;
    private long storedSequence;
    private int ticks;

    LogStall(MemberState member) {
        this.member = member;
    }

    /** One tick; true when it has lasted an election timeout. */
    boolean tick() {
        StorePipeline pipeline = member.log().pipeline();
        boolean waits = pipeline.unstoredSequence() != 0;
        if (waits && pipeline.storedSequence() == storedSequence) {
            ticks++;
        } else {
            storedSequence = pipeline.storedSequence();
            ticks = 0;
        }
        return ticks >= member.settings().electionTicks();
    }
}

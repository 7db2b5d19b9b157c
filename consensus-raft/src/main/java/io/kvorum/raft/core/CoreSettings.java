package io.kvorum.raft.core;

/**
 * Bounds of the algorithm. Time is counted in ticks; a tick is the interval of heartbeats.
 *
 * @param electionTicks a follower that hears nothing for this long, or up to twice as long, campaigns; at least 2
 * @param preVote whether a campaign begins by asking without a promise
 * @param electionTickAdvance whether a starting member waits for at most one tick more than the random part
 * @param appendBytesMax size of one append message; a larger single entry travels alone
 * @param inflightMessagesMax append messages to one follower that are not answered yet
 * @param inflightBytesMax their size
 * @param pendingBytesMax entries that are not handed out for applying yet; above it clients are refused
 * @param cacheBytesMax entries kept in memory only because a follower may still need them
 */
public record CoreSettings(
        int electionTicks,
        boolean preVote,
        boolean electionTickAdvance,
        long appendBytesMax,
        int inflightMessagesMax,
        long inflightBytesMax,
        long pendingBytesMax,
        long cacheBytesMax) {
    public CoreSettings {
        if (electionTicks < 2) {
            throw new IllegalArgumentException("an election timeout is at least two ticks, not " + electionTicks);
        }
    }

    /** What a server uses unless told otherwise. */
    public static CoreSettings standard(int electionTicks, boolean preVote, boolean electionTickAdvance) {
        return new CoreSettings(
                electionTicks, preVote, electionTickAdvance, 1 << 20, 256, 16L << 20, 128L << 20, 32L << 20);
    }
}

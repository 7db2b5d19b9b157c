package io.kvorum.raft.progress;

/** What a leader knows of one follower. Always {@code match < next}. */
public final class Progress {
    /** How entries are sent. */
    public enum State {
        /** It is not known where the logs agree: one message at a time. */
        PROBE,
        /** The logs agree up to {@code next - 1} as soon as what is under way arrives: many messages at a time. */
        REPLICATE,
        /** The log no longer reaches back far enough: nothing is sent until a snapshot has arrived. */
        SNAPSHOT
    }

    private final Inflights inflights;
    private State state = State.PROBE;
    private long match;
    private long next;
    private long sentCommit;
    private long ackedRound;
    private long askedRound;
    private long askedCommit;
    private long knownCommit;
    private boolean probeSent;
    private boolean fetching;
    private boolean recentlyActive;

    /** A follower of whom nothing is known; the leader first tries {@code next}. */
    public Progress(long next, int inflightMessagesMax, long inflightBytesMax) {
        this.next = next;
        this.inflights = new Inflights(inflightMessagesMax, inflightBytesMax);
    }

    public State state() {
        return state;
    }

    /** Highest index known to be durable in the follower's log. */
    public long match() {
        return match;
    }

    /** The next index to send. */
    public long next() {
        return next;
    }

    /** The highest commit index that a message told it; what it did not hear it may still have to be told. */
    public long sentCommit() {
        return sentCommit;
    }

    /** Highest round of heartbeats it answered in this term. */
    public long ackedRound() {
        return ackedRound;
    }

    /** Messages under way. */
    public int inflight() {
        return inflights.count();
    }

    /** Whether nothing may be sent now. */
    public boolean paused() {
        return switch (state) {
            case PROBE -> probeSent || fetching;
            case REPLICATE -> inflights.full() || fetching;
            case SNAPSHOT -> true;
        };
    }

    /** Whether something came from it since the last call of {@link #forgetActivity()}. */
    public boolean recentlyActive() {
        return recentlyActive;
    }

    public void noteActivity() {
        recentlyActive = true;
    }

    public void forgetActivity() {
        recentlyActive = false;
    }

    /** A heartbeat of this round told it a commit index. */
    public void noteHeartbeat(long round, long commit) {
        if (askedRound <= ackedRound) {
            askedRound = round;
            askedCommit = commit;
        }
    }

    public void noteRound(long round) {
        ackedRound = Math.max(ackedRound, round);
        if (ackedRound >= askedRound) {
            knownCommit = Math.max(knownCommit, askedCommit);
        }
    }

    /** A commit index that it has certainly heard of. */
    public long knownCommit() {
        return knownCommit;
    }

    /** A probe may be repeated, since an answer to a heartbeat shows that the follower listens. */
    public void allowProbe() {
        probeSent = false;
    }

    /** A message with entries up to {@code lastIndex} was sent, or an empty one. */
    public void noteSent(long lastIndex, long size, long commit) {
        if (lastIndex >= next) {
            if (state == State.REPLICATE) {
                inflights.add(lastIndex, size);
                next = lastIndex + 1;
            }
        }
        if (state == State.PROBE) {
            probeSent = true;
        }
        sentCommit = Math.max(sentCommit, commit);
    }

    /** Entries are being read from the log for it. */
    public void beginFetch() {
        fetching = true;
    }

    public void endFetch() {
        fetching = false;
    }

    /** The follower has everything up to {@code index}; whether that is news. */
    public boolean accepted(long index) {
        inflights.freeUpTo(index);
        boolean news = index > match;
        match = Math.max(match, index);
        next = Math.max(next, match + 1);
        probeSent = false;
        if (state == State.PROBE && index >= match) {
            state = State.REPLICATE;
            inflights.clear();
        }
        return news;
    }

    /** The follower has nothing at {@code rejectedIndex}; try {@code proposedNext}. False if the message was late. */
    public boolean rejected(long rejectedIndex, long proposedNext) {
        if (state == State.REPLICATE) {
            if (rejectedIndex <= match) {
                return false;
            }
            becomeProbe(match + 1);
            return true;
        }
        if (state == State.SNAPSHOT || rejectedIndex != next - 1) {
            return false;
        }
        next = Math.max(Math.min(rejectedIndex, proposedNext), match + 1);
        probeSent = false;
        return true;
    }

    /** What was under way may be lost. */
    public void unreachable() {
        if (state == State.REPLICATE) {
            becomeProbe(match + 1);
        }
    }

    public void beginSnapshot() {
        state = State.SNAPSHOT;
        inflights.clear();
    }

    /** A snapshot up to {@code index} has arrived, or did not: then {@code index} is 0. */
    public void endSnapshot(long index) {
        if (state == State.SNAPSHOT) {
            becomeProbe(Math.max(match, index) + 1);
            // Nothing more until the follower answers something: it may be busy or away.
            probeSent = true;
        }
    }

    private void becomeProbe(long from) {
        state = State.PROBE;
        next = Math.max(from, match + 1);
        probeSent = false;
        inflights.clear();
    }
}

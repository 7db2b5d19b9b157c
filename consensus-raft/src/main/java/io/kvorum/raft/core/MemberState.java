package io.kvorum.raft.core;

import io.kvorum.raft.membership.MembershipRecord;
import io.kvorum.raft.quorum.Majority;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotMeta;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What outlives a change of role. Only roles and {@link RaftCore} touch it. */
final class MemberState {
    /** For so many election timeouts a removed leader waits for others to know. */
    private static final int HELD_TIMEOUTS = 10;

    private final CoreSettings settings;
    private final MemberId self;
    private final long incarnation;
    private final RandomGenerator random;
    private final RaftLog log;
    private final Outbox outbox = new Outbox();
    private Membership membership;
    private long membershipIndex;
    private long heldIndex = Long.MAX_VALUE;
    private int heldTicks;
    private Majority majority;
    private boolean learner;
    private long term;
    private Optional<MemberId> vote;
    private Optional<MemberId> leader = Optional.empty();
    private long forwardSequence;
    private ForwardGate forwardGate = new ForwardGate();
    private boolean logLacksSpace;
    private final LeaderWait leaderWait = new LeaderWait();
    private Optional<Installation> installation = Optional.empty();

    MemberState(
            CoreSettings settings, MemberId self, long incarnation, RandomGenerator random, RecoveredState recovered) {
        this.settings = settings;
        this.self = self;
        this.incarnation = incarnation;
        this.random = random;
        this.log = new RaftLog(recovered);
        this.term = recovered.hardState().term();
        this.vote = recovered.hardState().vote();
        setMembership(recovered.membership(), recovered.appliedIndex());
        takeCommittedMemberships();
    }

    CoreSettings settings() {
        return settings;
    }

    MemberId self() {
        return self;
    }

    long incarnation() {
        return incarnation;
    }

    RaftLog log() {
        return log;
    }

    Outbox outbox() {
        return outbox;
    }

    Membership membership() {
        return membership;
    }

    Majority majority() {
        return majority;
    }

    long term() {
        return term;
    }

    Optional<MemberId> vote() {
        return vote;
    }

    Optional<MemberId> leader() {
        return leader;
    }

    HardState hardState() {
        return new HardState(term, vote, log.commit());
    }

    /** A new, higher term: nobody has this member's vote in it yet. */
    void enterTerm(long higher) {
        if (higher <= term) {
            throw new IllegalStateException("term " + higher + " is not above " + term);
        }
        term = higher;
        vote = Optional.empty();
        leader = Optional.empty();
    }

    void voteFor(MemberId candidate) {
        if (vote.isPresent() && !vote.get().equals(candidate)) {
            throw new IllegalStateException(
                    "a second vote in term " + term + ": " + vote.get() + ", then " + candidate);
        }
        vote = Optional.of(candidate);
    }

    void setLeader(Optional<MemberId> newLeader) {
        leader = newLeader;
    }

    /** The entry or snapshot that the membership is of. */
    long membershipIndex() {
        return membershipIndex;
    }

    /**
     * What others may be told to be committed. A change of membership only when it is durable here that it is: a member
     * that forgot it would count on the old members again, of whom one might have left on our word.
     */
    long tellableCommit() {
        return log.pipeline().durableHardState().commit() >= membershipIndex
                ? log.commit()
                : Math.min(log.commit(), membershipIndex - 1);
    }

    /** The last entry that others may be told to be committed. */
    CommitPoint commitPoint() {
        long index = tellableCommit();
        long termThere = log.termAt(index);
        return termThere == TermRuns.UNKNOWN ? CommitPoint.NONE : new CommitPoint(index, termThere);
    }

    /** Keeps this entry and what follows from the machine for a while: it ends the member, and others still need it. */
    void holdBack(long index) {
        heldIndex = index;
        heldTicks = HELD_TIMEOUTS * settings.electionTicks();
    }

    /** Nobody needs this member any more. */
    void releaseHeld() {
        heldIndex = Long.MAX_VALUE;
    }

    void tick() {
        leaderWait.tick();
        if (heldTicks > 0 && --heldTicks == 0) {
            releaseHeld();
        }
    }

    /** The machine may have everything below. */
    long heldIndex() {
        return heldIndex;
    }

    void setMembership(Membership newMembership, long index) {
        membershipIndex = index;
        membership = newMembership;
        majority = new Majority(newMembership.voters());
        learner = newMembership.find(self).map(Member::learner).orElse(false);
    }

    /** Lets committed membership entries take effect; whether there was one. */
    boolean takeCommittedMemberships() {
        boolean changed = false;
        for (LogEntry entry = log.pollCommittedMembership(); entry != null; entry = log.pollCommittedMembership()) {
            setMembership(MembershipRecord.decode(entry.payload()).membership(), entry.index());
            changed = true;
        }
        return changed;
    }

    boolean mayCampaign() {
        return majority.contains(self);
    }

    /** Whether nobody else takes part, not even as a learner: then nothing leaves this member. */
    boolean isAlone() {
        return membership.members().size() == 1 && majority.isOnly(self);
    }

    boolean isLearner() {
        return learner;
    }

    /** A number of ticks in [electionTicks, 2 × electionTicks), so that members rarely campaign together. */
    int drawElectionTimeout() {
        return settings.electionTicks() + random.nextInt(settings.electionTicks());
    }

    /** What was let through in the term in which this member led last. */
    ForwardGate forwardGate() {
        return forwardGate;
    }

    /** This member leads in a new term. */
    ForwardGate beginForwardGate() {
        forwardGate = new ForwardGate();
        return forwardGate;
    }

    /** Numbers for {@code count} forwarded commands; the first is returned. */
    long takeForwardSequences(int count) {
        long first = forwardSequence + 1;
        forwardSequence += count;
        return first;
    }

    /** The snapshot that is being taken over. */
    Optional<Installation> installation() {
        return installation;
    }

    void setInstallation(Optional<Installation> newInstallation) {
        installation = newInstallation;
    }

    /** Whether a snapshot has something that this member cannot get from its own log. */
    boolean needs(SnapshotMeta meta) {
        return installation.isEmpty() && meta.index() > log.commit() && log.termAt(meta.index()) != meta.term();
    }

    /** The leader of this term was heard, or is this member and commits. */
    void led() {
        leaderWait.led(term);
    }

    int leaderWaitTicks() {
        return leaderWait.last();
    }

    boolean logLacksSpace() {
        return logLacksSpace;
    }

    void setLogLacksSpace(boolean lacks) {
        logLacksSpace = lacks;
    }
}

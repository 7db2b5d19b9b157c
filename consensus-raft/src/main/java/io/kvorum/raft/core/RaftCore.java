package io.kvorum.raft.core;

import io.kvorum.raft.membership.DepartingMembers;
import io.kvorum.raft.membership.MembershipRecord;
import io.kvorum.raft.progress.Progress;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One member's part of the algorithm, as a function of its inputs: every method but {@link #takeReady} and the readers is
 * an input, and what follows from inputs comes out of {@link #takeReady}, whose type states the order in which it must be
 * done. One thread at a time.
 *
 * <table>
 * <caption>Changes of role</caption>
 * <tr><td>any</td><td>a message of a higher term, or of a leader of this term</td><td>Follower</td></tr>
 * <tr><td>Follower</td><td>timeout, with pre-vote</td><td>PreCandidate</td></tr>
 * <tr><td>Follower</td><td>timeout without pre-vote, or the leader hands over</td><td>Candidate</td></tr>
 * <tr><td>PreCandidate</td><td>a majority would vote for it</td><td>Candidate</td></tr>
 * <tr><td>Candidate</td><td>a majority voted for it, its own vote being durable</td><td>Leader</td></tr>
 * <tr><td>PreCandidate, Candidate</td><td>timeout, if there are others to ask</td><td>a new campaign</td></tr>
 * <tr><td>PreCandidate, Candidate</td><td>a majority refused</td><td>Follower</td></tr>
 * <tr><td>Leader</td><td>no majority heard for an election timeout, or removed</td><td>Follower</td></tr>
 * </table>
 */
public final class RaftCore implements Transitions {
    private final MemberState member;
    private final TermGate gate;
    private Role role;
    private HardState takenHardState;
    private LeaderView takenView;

    /**
     * A member as it was when it stopped, or a new one.
     *
     * @param incarnation higher than at any earlier start of this member
     * @param random for election timeouts
     */
    public RaftCore(
            CoreSettings settings, MemberId self, long incarnation, RandomGenerator random, RecoveredState recovered) {
        this.member = new MemberState(settings, self, incarnation, random, recovered);
        // Differs from any real one: the first part is stored in any case, which makes the incarnation durable.
        this.takenHardState = new HardState(-1, Optional.empty(), 0);
        this.takenView = new LeaderView(ConsensusStatus.Role.FOLLOWER, Optional.empty(), 0);
        Follower follower = new Follower(member, this);
        if (settings.electionTickAdvance()) {
            follower.advanceTimer();
        }
        this.role = follower;
        this.gate = new TermGate(member, this, () -> role.withinLease());
    }

    /** Input, before {@link #start}: this is a founding member, whose log begins with the members, alike on all of them. */
    public void bootstrap(Membership founders) {
        if (member.log().lastIndex() != 0) {
            throw new IllegalStateException("a founding member begins with an empty log");
        }
        if (member.term() == 0) {
            member.enterTerm(1);
        }
        member.log().append(membershipEntry(1, 1, founders));
        commitTo(1);
    }

    /**
     * Input, before {@link #start}: the others are lost for good. Everything in the log counts as committed, and this
     * member goes on alone, in a new term: it may do this again after a crash, and may have led and lost entries meanwhile.
     */
    public void forceNew() {
        commitTo(member.log().lastIndex());
        member.enterTerm(member.term() + 1);
        Membership before = member.membership();
        List<Member> remaining = before.find(member.self()).stream()
                .map(self -> new Member(self.id(), self.peerUrls(), false))
                .toList();
        if (remaining.isEmpty()) {
            throw new IllegalStateException("member " + member.self() + " does not belong to its cluster any more");
        }
        List<MemberId> removed = new ArrayList<>(before.removed());
        before.members().stream()
                .map(Member::id)
                .filter(id -> !id.equals(member.self()))
                .forEach(removed::add);
        long index = member.log().lastIndex() + 1;
        member.log().append(membershipEntry(index, member.term(), new Membership(remaining, removed)));
        commitTo(index);
    }

    private static LogEntry membershipEntry(long index, long term, Membership membership) {
        return new LogEntry(
                index, term, LogEntry.Kind.MEMBERSHIP, new MembershipRecord(membership, Bytes.EMPTY).encode());
    }

    /** Input: takes part from now on. A member that is alone campaigns at once; there is nobody to wait for. */
    public void start() {
        if (member.isAlone()) {
            campaign(false);
        }
    }

    /** Input: the interval of heartbeats has passed once more. */
    public void tick() {
        member.tick();
        role.tick();
    }

    /** Input: a message arrived. Messages of members that this one does not know are taken: they may know more. */
    public void receive(MemberId from, Message message) {
        if (gate.admits(from, message)) {
            message.deliver(from, role);
        }
    }

    /** Input: a command; see {@link ProposalOutcome}. */
    public ProposalOutcome propose(Bytes command, ProposalKind kind) {
        return role.propose(command, kind);
    }

    /** Input: a change of membership; why it is refused, or empty when it was appended. */
    public Optional<ProposalFailure> changeMembership(MembershipChange change, Bytes context) {
        return role.changeMembership(change, context);
    }

    /** Input: a read request; answered by a {@link ReadState} or among {@link Ready#failedReads()}. */
    public void readIndex(long requestId) {
        role.readIndex(requestId);
    }

    /** Input: leadership should go to another; why it is refused, or empty when it was begun. */
    public Optional<ProposalFailure> transferLeadership(MemberId to) {
        return role.transferLeadership(to);
    }

    /** Input: this member is about to stop; a leader lets somebody campaign at once who has everything, if there is one. */
    public void handOver() {
        if (role instanceof Leader leader) {
            leader.handOver();
        }
    }

    /** Input: every part up to this {@link Ready#sequence()} is durable. */
    public void stored(long sequence) {
        member.log().pipeline().stored(sequence);
        role.onStored();
    }

    /** Input: answer to a {@link LogFetch}; fewer entries, or none if they are gone. */
    public void fetched(MemberId follower, List<LogEntry> entries) {
        if (role instanceof Leader leader) {
            leader.replication().fetched(follower, entries);
        }
    }

    /** Input: the sending of a snapshot ended; {@code index} is 0 if it failed. */
    public void snapshotSent(MemberId follower, long index) {
        if (role instanceof Leader leader && leader.replication().progress(follower) != null) {
            leader.replication().progress(follower).endSnapshot(index);
        }
    }

    /** Input: a snapshot is offered; whether it should be fetched. */
    public boolean offered(MemberId from, Message.SnapshotOffer offer) {
        receive(from, offer);
        return offer.term() == member.term() && role instanceof Follower && member.needs(offer.meta());
    }

    /**
     * Input: a snapshot is here and verified; whether it will be taken over, which {@link Ready#install()} says
     * when it is time. Between, the member may have got from the log what it needed.
     */
    public boolean sealed(SnapshotMeta meta) {
        if (!(role instanceof Follower) || !member.needs(meta)) {
            return false;
        }
        member.setInstallation(Optional.of(new Installation(meta)));
        return true;
    }

    /** Input: the machine has durably taken over the snapshot of {@link Ready#install()}. */
    public void installed() {
        Installation installation = member.installation().orElseThrow();
        installation.end();
        SnapshotMeta meta = installation.meta();
        member.log().reset(meta.index(), meta.term());
        member.setMembership(meta.membership(), meta.index());
        member.leader()
                .ifPresent(leader ->
                        member.outbox().promise(leader, new Message.AppendAccepted(member.term(), meta.index())));
    }

    /** Input, before {@link #start}: the machine has taken over this snapshot, and a crash kept the log from hearing of it. */
    public void foundInstalled(SnapshotMeta meta) {
        member.setInstallation(Optional.of(Installation.done(meta)));
    }

    /** Whether a snapshot is being taken over. */
    public boolean installing() {
        return member.installation().isPresent();
    }

    /** Input: the log gave up everything up to {@code index}, which was handed out for applying before. */
    public void released(long index) {
        member.log().releaseUpTo(index);
    }

    /** Input: whether the log has no room for clients' commands. */
    public void logLacksSpace(boolean lacks) {
        member.setLogLacksSpace(lacks);
    }

    /**
     * Output: what is to be done; empty when there is nothing.
     *
     * @param mayStore false while too much waits for the log: entries stay here and go out together later
     * @param committedMax how many committed entries can be taken now
     */
    public Optional<Ready> takeReady(boolean mayStore, int committedMax) {
        role.beforeReady();
        HardState hardState = member.hardState();
        boolean unrecorded = !hardState.samePromises(takenHardState)
                || takenHardState.commit() < member.membershipIndex()
                || member.log().hasUnstored()
                || member.installation().map(Installation::hasNote).orElse(false);
        boolean stores = mayStore && unrecorded;
        boolean delivers = committedMax > 0
                && member.log().hasCommitted(member.heldIndex())
                && member.installation().isEmpty();
        // Promises count on all that was appended so far, so they wait with it.
        boolean promises = member.outbox().hasPromises() && (stores || !unrecorded);
        Optional<SnapshotMeta> install = takeInstall();
        LeaderView view = leaderView();
        boolean newView = !view.equals(takenView);
        boolean urgent = install.isPresent() || newView || member.outbox().hasUnpromised();
        if (!stores && !delivers && !promises && !urgent) {
            return Optional.empty();
        }
        List<LogEntry> entries = stores ? member.log().takeUnstored() : List.of();
        long sequence = 0;
        Optional<SnapshotNote> note = Optional.empty();
        if (stores) {
            sequence = member.log().pipeline().begin(hardState, member.log().lastIndex());
            takenHardState = hardState;
            note = takeNote(sequence);
        }
        takenView = view;
        Ready ready = new Ready(
                sequence,
                stores ? Optional.of(hardState) : Optional.empty(),
                entries,
                note,
                install,
                member.outbox().takeMessages(),
                promises ? member.outbox().takePromises() : List.of(),
                member.log().pipeline().unstoredSequence(),
                delivers ? member.log().takeCommitted(committedMax, member.heldIndex()) : List.of(),
                member.outbox().takeReads(),
                member.outbox().takeFailedReads(),
                member.outbox().takeRefused(),
                member.outbox().takeFetches(),
                member.outbox().takeSnapshotsFor(),
                newView ? Optional.of(view) : Optional.empty(),
                member.outbox().takeStepDown());
        member.log().evict(member.isAlone() ? 0 : member.settings().cacheBytesMax());
        return Optional.of(ready);
    }

    private Optional<SnapshotMeta> takeInstall() {
        Optional<Installation> ripe = member.installation()
                .filter(installation ->
                        installation.mayBegin(member.log().pipeline().storedSequence()));
        ripe.ifPresent(Installation::begin);
        return ripe.map(Installation::meta);
    }

    private Optional<SnapshotNote> takeNote(long sequence) {
        if (member.installation().isEmpty()) {
            return Optional.empty();
        }
        Installation installation = member.installation().get();
        Optional<SnapshotNote> note = installation.takeNote(sequence);
        if (installation.over()) {
            member.setInstallation(Optional.empty());
        }
        return note;
    }

    public long term() {
        return member.term();
    }

    /** Who this member thinks leads. */
    public LeaderView leaderView() {
        return new LeaderView(role.kind(), member.leader(), member.term());
    }

    /**
     * For how many ticks this member was without a leader before the present one, or the latest: from the last word of the
     * one before, or the start, to the first of this one; on the leader itself to its first commit.
     */
    public int leaderWaitTicks() {
        return member.leaderWaitTicks();
    }

    public Membership membership() {
        return member.membership();
    }

    /** Whom this member must be able to talk to: the members, on a leader also those that do not know yet of their removal. */
    public Membership peers() {
        List<Member> departing =
                role instanceof Leader leader ? leader.replication().departing() : List.of();
        return DepartingMembers.with(member.membership(), departing);
    }

    public long commitIndex() {
        return member.log().commit();
    }

    /** Size of the entries in memory that were not handed out yet, in bytes. */
    public long pendingBytes() {
        return member.log().pendingBytes();
    }

    public long lastIndex() {
        return member.log().lastIndex();
    }

    /** The term at an index of the log; {@link TermRuns#UNKNOWN} outside. */
    public long termAt(long index) {
        return member.log().termAt(index);
    }

    /** Whether this member alone may answer reads at {@link #commitIndex()}: it is the majority and knows the truth. */
    public boolean answersReadsAlone() {
        return role instanceof Leader leader && member.majority().isOnly(member.self()) && leader.hasCommittedInTerm();
    }

    /** To whom leadership is being handed. */
    public Optional<MemberId> transferTarget() {
        return role instanceof Leader leader ? leader.transferTarget() : Optional.empty();
    }

    /** The followers as a leader knows them, ascending; empty on others. */
    public TreeMap<MemberId, Progress> followers() {
        return role instanceof Leader leader
                ? new TreeMap<>(leader.replication().followers())
                : new TreeMap<>();
    }

    /** On a leader the number of the latest round of heartbeats; else 0. */
    public long heartbeatRound() {
        return role instanceof Leader leader ? leader.replication().round() : 0;
    }

    /** On a leader the highest round that a majority has answered; else 0. */
    public long confirmedRound() {
        return role instanceof Leader leader ? leader.replication().majorityRound() : 0;
    }

    @Override
    public void becomeFollower(long term, Optional<MemberId> leader) {
        role.leave();
        if (term != member.term()) {
            member.enterTerm(term);
        }
        member.setLeader(leader);
        role = new Follower(member, this);
    }

    @Override
    public void campaign(boolean transfer) {
        if (!member.mayCampaign()) {
            becomeFollower(member.term(), Optional.empty());
        } else if (member.settings().preVote() && !transfer) {
            role.leave();
            member.setLeader(Optional.empty());
            PreCandidate candidate = new PreCandidate(member, this);
            role = candidate;
            candidate.begin();
        } else {
            becomeCandidate(transfer);
        }
    }

    @Override
    public void becomeCandidate(boolean transfer) {
        role.leave();
        member.enterTerm(member.term() + 1);
        Candidate candidate = new Candidate(member, this, transfer);
        role = candidate;
        candidate.begin();
    }

    @Override
    public void becomeLeader() {
        role.leave();
        member.setLeader(Optional.of(member.self()));
        Leader leader = new Leader(member, this);
        role = leader;
        leader.begin();
    }

    @Override
    public void commitTo(long index) {
        member.log().commitTo(index);
        Membership before = member.membership();
        if (member.takeCommittedMemberships()) {
            role.onMembershipChanged(before);
        }
    }

    @Override
    public void redeliver(MemberId from, Message message) {
        message.deliver(from, role);
    }
}

package io.kvorum.raft.core;

import io.kvorum.raft.progress.Progress;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a leader brings its entries to the others: what each has, and what is sent next. */
final class Replication {
    private static final int DEPARTURE_TIMEOUTS = 2;

    private final MemberState member;
    private final SortedMap<MemberId, Progress> followers = new TreeMap<>();
    /** Followers that were removed and may not know it yet; they are among the followers too. */
    private final SortedMap<MemberId, Departure> departing = new TreeMap<>();

    private long round;

    /** A removed follower as it was a member, and how long it is still talked to. */
    private static final class Departure {
        private final Member member;
        private final long removedAt;
        private int ticksLeft;

        Departure(Member member, long removedAt, int ticksLeft) {
            this.member = member;
            this.removedAt = removedAt;
            this.ticksLeft = ticksLeft;
        }
    }

    Replication(MemberState member) {
        this.member = member;
        updateMembers(member.membership());
    }

    Map<MemberId, Progress> followers() {
        return followers;
    }

    Progress progress(MemberId follower) {
        return followers.get(follower);
    }

    /** Whether somebody else's log is known to end where this one does. */
    boolean hasAll(MemberId other) {
        Progress progress = progress(other);
        return progress != null && progress.match() == member.log().lastIndex();
    }

    /**
     * Follows the membership: new members begin as unknown, removed ones are talked to until they know that they are.
     *
     * @param before the members until now
     */
    void updateMembers(Membership before) {
        for (MemberId id : followers.keySet()) {
            if (member.membership().find(id).isEmpty() && !departing.containsKey(id)) {
                Departure departure = new Departure(
                        before.find(id).orElseThrow(),
                        member.membershipIndex(),
                        DEPARTURE_TIMEOUTS * member.settings().electionTicks());
                departing.put(id, departure);
            }
        }
        for (Member other : member.membership().members()) {
            if (!other.id().equals(member.self()) && !followers.containsKey(other.id())) {
                Progress progress = new Progress(
                        member.log().lastIndex() + 1,
                        member.settings().inflightMessagesMax(),
                        member.settings().inflightBytesMax());
                // A new member has one election timeout to answer before it counts as gone.
                progress.noteActivity();
                followers.put(other.id(), progress);
            }
        }
    }

    /** Removed followers that are still talked to. */
    List<Member> departing() {
        // Asked for at every turn, and hardly ever is there one.
        return departing.isEmpty()
                ? List.of()
                : departing.values().stream().map(departure -> departure.member).toList();
    }

    /** Forgets removed followers that know it, or that had time enough to hear of it. */
    void tickDepartures() {
        departing.forEach((id, departure) -> {
            departure.ticksLeft--;
            if (departure.ticksLeft <= 0 || followers.get(id).knownCommit() >= departure.removedAt) {
                followers.remove(id);
            }
        });
        departing.keySet().removeIf(id -> !followers.containsKey(id));
    }

    /**
     * What a follower may be told to be committed. One that was removed leaves when it hears of that, so a majority of
     * those who stay must know before: they could not elect anybody if they counted on it still.
     */
    private long tellableCommit(MemberId follower) {
        Departure departure = departing.get(follower);
        long commit = member.tellableCommit();
        if (departure == null || commit < departure.removedAt) {
            return commit;
        }
        boolean known = member.majority()
                .pass(id -> id.equals(member.self()) || followers.get(id).knownCommit() >= departure.removedAt);
        return known ? commit : departure.removedAt - 1;
    }

    /** The highest index that is durable on a majority. */
    long majorityMatch() {
        return member.majority()
                .reached(id -> id.equals(member.self())
                        ? member.log().stored()
                        : followers.get(id).match());
    }

    /** The highest round of heartbeats that a majority has answered. */
    long majorityRound() {
        return member.majority()
                .reached(id ->
                        id.equals(member.self()) ? round : followers.get(id).ackedRound());
    }

    /** Whether a majority was heard since the last time; begins a new period. */
    boolean checkMajorityActive() {
        boolean active = member.majority()
                .pass(id -> id.equals(member.self()) || followers.get(id).recentlyActive());
        followers.values().forEach(Progress::forgetActivity);
        return active;
    }

    /** Begins a round of heartbeats; its number. */
    long beginRound() {
        round++;
        followers.forEach((id, progress) -> {
            long commit = Math.min(progress.match(), tellableCommit(id));
            progress.noteHeartbeat(round, commit);
            member.outbox().send(id, new Message.Heartbeat(member.term(), commit, round));
        });
        return round;
    }

    long round() {
        return round;
    }

    /** Sends everybody what he misses, as far as his window allows. */
    void sendAll() {
        followers.forEach(this::sendMissing);
    }

    private void sendMissing(MemberId follower, Progress progress) {
        while (!progress.paused() && misses(follower, progress)) {
            sendAppend(follower, progress);
            if (progress.state() == Progress.State.PROBE) {
                return;
            }
        }
        boolean commitIsNews =
                progress.state() == Progress.State.REPLICATE && progress.sentCommit() < tellableCommit(follower);
        if (commitIsNews && !progress.paused()) {
            sendAppend(follower, progress);
        }
    }

    /**
     * The last entry that a follower may have. One that was removed gets nothing after its removal: with a later change of
     * membership in its log and without knowing of its own removal, it could win with those who were members then.
     */
    private long lastFor(MemberId follower) {
        Departure departure = departing.get(follower);
        return departure == null ? member.log().lastIndex() : departure.removedAt;
    }

    /** Whether there is something to say, be it only a question where the logs agree. */
    private boolean misses(MemberId follower, Progress progress) {
        long last = lastFor(follower);
        return progress.next() <= last || progress.state() == Progress.State.PROBE && progress.match() < last;
    }

    /** Something may have been lost: a message that makes the follower say what it has. */
    void probe(MemberId follower, Progress progress) {
        progress.allowProbe();
        boolean unanswered = progress.state() == Progress.State.REPLICATE && progress.match() + 1 < progress.next();
        if (unanswered && !sendsSnapshot(follower, progress)) {
            sendEntries(follower, progress, List.of());
        }
    }

    private void sendAppend(MemberId follower, Progress progress) {
        RaftLog log = member.log();
        if (sendsSnapshot(follower, progress)) {
            return;
        }
        if (progress.next() > lastFor(follower)) {
            sendEntries(follower, progress, List.of());
        } else if (log.inMemory(progress.next())) {
            sendEntries(
                    follower,
                    progress,
                    log.slice(
                            progress.next(),
                            lastFor(follower),
                            member.settings().appendBytesMax()));
        } else {
            progress.beginFetch();
            member.outbox()
                    .fetch(new LogFetch(
                            follower,
                            progress.next(),
                            Math.min(log.handed(), lastFor(follower)),
                            member.settings().appendBytesMax()));
        }
    }

    /** Whether the log was released so far that it is of no use to this follower any more: then a snapshot is. */
    private boolean sendsSnapshot(MemberId follower, Progress progress) {
        boolean released = member.log().termAt(progress.next() - 1) == TermRuns.UNKNOWN;
        if (released) {
            progress.beginSnapshot();
            member.outbox().wantSnapshot(follower);
        }
        return released;
    }

    /** Entries that were read from the durable log; those that are no longer in this log are left out. */
    void fetched(MemberId follower, List<LogEntry> entries) {
        Progress progress = followers.get(follower);
        if (progress == null) {
            return;
        }
        progress.endFetch();
        int valid = 0;
        while (valid < entries.size()
                && entries.get(valid).index() <= lastFor(follower)
                && entries.get(valid).index() == progress.next() + valid
                && member.log().termAt(entries.get(valid).index())
                        == entries.get(valid).term()) {
            valid++;
        }
        boolean previousKnown = member.log().termAt(progress.next() - 1) != TermRuns.UNKNOWN;
        if (valid > 0 && previousKnown && !progress.paused()) {
            sendEntries(follower, progress, entries.subList(0, valid));
        }
    }

    private void sendEntries(MemberId follower, Progress progress, List<LogEntry> entries) {
        long previous = progress.next() - 1;
        if (member.log().termAt(previous) == TermRuns.UNKNOWN) {
            throw new IllegalStateException("the log no longer knows entry " + previous + " for member " + follower);
        }
        long commit = tellableCommit(follower);
        member.outbox()
                .send(
                        follower,
                        new Message.AppendRequest(
                                member.term(), previous, member.log().termAt(previous), commit, entries));
        long size = 0;
        for (LogEntry entry : entries) {
            size += entry.bytes();
        }
        progress.noteSent(previous + entries.size(), size, commit);
    }
}

package io.kvorum.raft.core;

import io.kvorum.raft.progress.Progress;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a leader brings its entries to the others: what each has, and what is sent next. */
final class Replication {
    private final MemberState member;
    private final SortedMap<MemberId, Progress> followers = new TreeMap<>();
    private long round;

    Replication(MemberState member) {
        this.member = member;
        updateMembers();
    }

    Map<MemberId, Progress> followers() {
        return followers;
    }

    Progress progress(MemberId follower) {
        return followers.get(follower);
    }

    /** Follows the membership: new members begin as unknown, removed ones are forgotten. */
    void updateMembers() {
        followers.keySet().removeIf(id -> member.membership().find(id).isEmpty());
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
            long commit = Math.min(progress.match(), member.log().commit());
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
        while (!progress.paused() && misses(progress)) {
            sendAppend(follower, progress);
            if (progress.state() == Progress.State.PROBE) {
                return;
            }
        }
        boolean commitIsNews = progress.state() == Progress.State.REPLICATE
                && progress.sentCommit() < member.log().commit();
        if (commitIsNews && !progress.paused()) {
            sendAppend(follower, progress);
        }
    }

    /** Whether there is something to say, be it only a question where the logs agree. */
    private boolean misses(Progress progress) {
        long last = member.log().lastIndex();
        return progress.next() <= last || progress.state() == Progress.State.PROBE && progress.match() < last;
    }

    /** Something may have been lost: a message that makes the follower say what it has. */
    void probe(MemberId follower, Progress progress) {
        progress.allowProbe();
        if (progress.state() == Progress.State.REPLICATE && progress.match() + 1 < progress.next()) {
            sendEntries(follower, progress, List.of());
        }
    }

    private void sendAppend(MemberId follower, Progress progress) {
        RaftLog log = member.log();
        if (log.termAt(progress.next() - 1) == TermRuns.UNKNOWN) {
            progress.beginSnapshot();
            member.outbox().wantSnapshot(follower);
        } else if (progress.next() > log.lastIndex()) {
            sendEntries(follower, progress, List.of());
        } else if (log.inMemory(progress.next())) {
            sendEntries(
                    follower,
                    progress,
                    log.slice(progress.next(), member.settings().appendBytesMax()));
        } else {
            progress.beginFetch();
            member.outbox()
                    .fetch(new LogFetch(
                            follower,
                            progress.next(),
                            log.handed(),
                            member.settings().appendBytesMax()));
        }
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
        long commit = member.log().commit();
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

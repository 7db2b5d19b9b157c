package io.kvorum.engine;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Consensus reduced to what an engine sees of it: one log that all members share, and a leader whom the test names. */
final class SharedLog {
    private static final Duration DELAY = Duration.ofMillis(2);

    final Simulation simulation;
    final Map<MemberId, LogConsensus> members = new TreeMap<>();
    final List<CommittedEntry> entries = new ArrayList<>();
    Membership membership = Membership.EMPTY;
    Optional<MemberId> leader = Optional.empty();
    long term;
    /** Whether what is proposed is committed; without a quorum nothing is, and nobody is told. */
    boolean quorum = true;
    /** Whether a leader gives an open change of membership as a reason to refuse the next. */
    boolean refusesChanges;
    /** Whether changes of membership are taken and never committed. */
    boolean losesChanges;
    /** Whether removed members hear of their removal. */
    boolean tellsRemoved = true;

    SharedLog(Simulation simulation) {
        this.simulation = simulation;
    }

    void found(Membership founders) {
        term = 1;
        appendMembership(founders, Bytes.EMPTY);
    }

    void appendCommand(Bytes command) {
        entries.add(new CommittedEntry.Command(entries.size() + 1, term, command));
        deliver();
    }

    void appendMembership(Membership after, Bytes context) {
        Membership before = membership;
        membership = after;
        entries.add(new CommittedEntry.MembershipChanged(entries.size() + 1, term, after, context));
        if (!tellsRemoved) {
            before.members().stream()
                    .map(Member::id)
                    .filter(id -> after.find(id).isEmpty())
                    .map(members::get)
                    .forEach(removed -> removed.receiving = false);
        }
        deliver();
    }

    /** Makes somebody the leader of a new term, or nobody. */
    void lead(MemberId newLeader) {
        term++;
        leader = Optional.ofNullable(newLeader);
        if (newLeader != null) {
            entries.add(new CommittedEntry.Blank(entries.size() + 1, term));
        }
        members.values().forEach(LogConsensus::tellLeader);
        deliver();
    }

    void deliver() {
        simulation.after(DELAY, () -> members.values().forEach(LogConsensus::deliver));
    }

    void later(Runnable event) {
        simulation.after(DELAY, event);
    }

    static Membership after(Membership before, MembershipChange change) {
        List<Member> members = new ArrayList<>(before.members());
        List<MemberId> removed = new ArrayList<>(before.removed());
        if (change instanceof MembershipChange.Add add) {
            members.add(add.member());
        } else if (change instanceof MembershipChange.Remove remove) {
            members.removeIf(member -> member.id().equals(remove.member()));
            removed.add(remove.member());
        } else if (change instanceof MembershipChange.Promote promote) {
            members.replaceAll(member ->
                    member.id().equals(promote.member()) ? new Member(member.id(), member.peerUrls(), false) : member);
        } else if (change instanceof MembershipChange.UpdateAddresses update) {
            members.replaceAll(member -> member.id().equals(update.member())
                    ? new Member(member.id(), update.peerUrls(), member.learner())
                    : member);
        }
        return new Membership(members, removed);
    }
}

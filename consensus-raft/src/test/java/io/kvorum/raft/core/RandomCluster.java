package io.kvorum.raft.core;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus.Role;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Members under random events from one seed, and the invariants that must hold whatever happens. */
final class RandomCluster {
    private record Packet(MemberId from, Envelope envelope) {}

    /** A state on its way. */
    private record Snapshot(CoreMember from, MemberId to, Message.SnapshotOffer offer, List<LogEntry> state) {}

    private final SplittableRandom random;
    private final List<CoreMember> members = new ArrayList<>();
    private final List<Packet> network = new ArrayList<>();
    private final boolean changesMembers;
    /** Election safety: who led a term. */
    private final Map<Long, MemberId> leaders = new HashMap<>();
    /** State machine safety: what was applied at an index, by whomever. */
    private final List<LogEntry> truth = new ArrayList<>();
    /** For each open read the number of entries that were applied somewhere when it began. */
    private final Map<Long, Integer> reads = new HashMap<>();

    private final Map<MemberId, Integer> checked = new HashMap<>();
    private final Set<Bytes> seenCommands = new HashSet<>();
    private final Set<MemberId> isolated = new HashSet<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private long nextNumber;
    private long installs;
    private long membershipChanges;

    RandomCluster(long seed, int size, boolean changesMembers) {
        this.random = new SplittableRandom(seed);
        this.changesMembers = changesMembers;
        List<Member> founders = new ArrayList<>();
        for (long id = 1; id <= size; id++) {
            founders.add(new Member(new MemberId(id), List.of(), false));
        }
        Membership founding = new Membership(founders, List.of());
        founders.forEach(founder -> add(founder.id(), founding));
    }

    private void add(MemberId id, Membership founders) {
        CoreSettings settings =
                new CoreSettings(5, random.nextBoolean(), random.nextBoolean(), 200, 3, 600, 100_000, 300);
        members.add(new CoreMember(id, settings, random.split(), founders));
        checked.put(id, 0);
    }

    long elections() {
        return leaders.size();
    }

    long applied() {
        return truth.size();
    }

    long membershipChanges() {
        return membershipChanges;
    }

    long installs() {
        return installs;
    }

    void step() {
        CoreMember member = members.get(random.nextInt(members.size()));
        int dice = random.nextInt(1000);
        if (random.nextInt(150) == 0) {
            partition();
        }
        if (changesMembers && random.nextInt(40) == 0) {
            members.stream()
                    .filter(candidate -> candidate.core.leaderView().role() == Role.LEADER)
                    .findFirst()
                    .ifPresent(this::changeMembership);
        }
        if (random.nextInt(30) == 0) {
            member.makeDurable();
            member.release(member.applied.size() - random.nextInt(5));
        }
        if (random.nextInt(15) == 0) {
            deliverSnapshot(random.nextInt(4) == 0);
        }
        installStep(member);
        if (dice < 180) {
            member.core.tick();
        } else if (dice < 630) {
            deliver();
        } else if (dice < 850) {
            store(member);
        } else if (dice < 930) {
            member.core.propose(Bytes.utf8("command " + nextNumber++), ProposalKind.CLIENT);
        } else if (dice < 960) {
            reads.put(++nextNumber, truth.size());
            member.core.readIndex(nextNumber);
        } else if (dice < 975) {
            lose();
        } else if (dice < 985) {
            repeat();
        } else if (dice < 992) {
            crash(member);
        } else if (dice < 995) {
            member.core.transferLeadership(members.get(random.nextInt(members.size())).id);
        }
        settle(member);
    }

    private void deliver() {
        if (network.isEmpty()) {
            return;
        }
        // Mostly in order, sometimes not.
        int place = random.nextInt(4) == 0 ? random.nextInt(network.size()) : 0;
        arrive(network.remove(place));
    }

    private void arrive(Packet packet) {
        for (CoreMember receiver : members) {
            if (receiver.id.equals(packet.envelope().to())) {
                receiver.core.receive(packet.from(), packet.envelope().message());
                settle(receiver);
            }
        }
    }

    private void deliverSnapshot(boolean lost) {
        if (snapshots.isEmpty()) {
            return;
        }
        Snapshot snapshot = snapshots.remove(0);
        boolean cut = isolated.contains(snapshot.from().id) != isolated.contains(snapshot.to());
        for (CoreMember receiver : members) {
            if (receiver.id.equals(snapshot.to()) && !lost && !cut) {
                receiver.arrives(snapshot.from().id, snapshot.offer(), snapshot.state());
                settle(receiver);
            }
        }
        snapshot.from()
                .core
                .snapshotSent(
                        snapshot.to(), lost || cut ? 0 : snapshot.offer().meta().index());
        settle(snapshot.from());
    }

    private void installStep(CoreMember member) {
        int before = member.applied.size();
        member.installStep();
        installs += member.applied.size() > before ? 1 : 0;
    }

    private void store(CoreMember member) {
        if (member.hasUnstored()) {
            member.storeOne(envelope -> post(member, envelope));
        }
    }

    /** Cuts the members into two parts, of which one may be empty; what is under way across is lost too. */
    private void partition() {
        isolated.clear();
        for (CoreMember member : members) {
            if (random.nextInt(3) == 0) {
                isolated.add(member.id);
            }
        }
        network.removeIf(packet -> isolated.contains(packet.from())
                != isolated.contains(packet.envelope().to()));
    }

    private void lose() {
        for (int i = random.nextInt(20); i > 0 && !network.isEmpty(); i--) {
            network.remove(random.nextInt(network.size()));
        }
    }

    private void repeat() {
        if (!network.isEmpty()) {
            network.add(network.get(random.nextInt(network.size())));
        }
    }

    private void crash(CoreMember member) {
        member.crash();
        checked.put(member.id, 0);
        member.reads.clear();
    }

    private void changeMembership(CoreMember member) {
        MembershipChange change = null;
        List<Member> present = member.core.membership().members();
        if (present.size() < 5 && random.nextBoolean()) {
            MemberId id = new MemberId(100 + nextNumber++);
            boolean learner = random.nextBoolean();
            change = new MembershipChange.Add(new Member(id, List.of(), learner));
            if (member.core.changeMembership(change, Bytes.EMPTY).isEmpty()) {
                membershipChanges++;
                add(id, Membership.EMPTY);
            }
        } else if (!present.isEmpty()) {
            Member chosen = present.get(random.nextInt(present.size()));
            change = chosen.learner()
                    ? new MembershipChange.Promote(chosen.id())
                    : new MembershipChange.Remove(chosen.id());
            if (member.core.changeMembership(change, Bytes.EMPTY).isEmpty()) {
                membershipChanges++;
            }
        }
    }

    private void settle(CoreMember member) {
        member.drain(envelope -> post(member, envelope));
        for (MemberId follower : member.snapshotsFor) {
            Message.SnapshotOffer offer =
                    new Message.SnapshotOffer(member.core.leaderView().term(), member.meta());
            snapshots.add(new Snapshot(member, follower, offer, List.copyOf(member.applied)));
        }
        member.snapshotsFor.clear();
        checkLeader(member);
        checkApplied(member);
        checkReads(member);
    }

    private void post(CoreMember from, Envelope envelope) {
        if (isolated.contains(from.id) != isolated.contains(envelope.to())) {
            return;
        }
        network.add(new Packet(from.id, envelope));
    }

    private void checkLeader(CoreMember member) {
        LeaderView view = member.core.leaderView();
        if (view.role() != Role.LEADER) {
            return;
        }
        MemberId other = leaders.putIfAbsent(view.term(), member.id);
        require(other == null || other.equals(member.id), "election safety: two leaders in term " + view.term());
        if (other == null) {
            // What it has applied was compared with the truth already, and may have left its log.
            for (LogEntry entry : truth.subList(Math.min(member.applied.size(), truth.size()), truth.size())) {
                require(
                        member.core.termAt(entry.index()) == entry.term(),
                        "leader completeness: leader of term " + view.term() + " lacks " + entry.index());
            }
        }
    }

    private void checkApplied(CoreMember member) {
        for (int i = checked.get(member.id); i < member.applied.size(); i++) {
            LogEntry entry = member.applied.get(i);
            require(entry.index() == i + 1, "CON-2: entry " + entry.index() + " at place " + (i + 1));
            if (i < truth.size()) {
                require(truth.get(i).equals(entry), "state machine safety: " + entry + ", but was " + truth.get(i));
            } else {
                truth.add(entry);
                require(
                        entry.kind() != LogEntry.Kind.COMMAND || seenCommands.add(entry.payload()),
                        "CON-9: committed twice: " + entry);
            }
        }
        checked.put(member.id, member.applied.size());
    }

    private void checkReads(CoreMember member) {
        for (ReadState read : member.reads) {
            require(
                    read.index() >= reads.get(read.requestId()),
                    "CON-5: read at " + read.index() + ", but " + reads.get(read.requestId()) + " was applied before");
        }
        member.reads.clear();
    }

    /** Everything works from now on: somebody leads, what is proposed is applied, and all members agree. */
    void heal() {
        isolated.clear();
        Bytes last = Bytes.utf8("last");
        for (int round = 0; round < 400 && !seenCommands.contains(last); round++) {
            calmRound();
            for (CoreMember member : members) {
                if (member.core.leaderView().role() == Role.LEADER && round % 20 == 19) {
                    member.core.propose(last = Bytes.utf8("last " + round), ProposalKind.CLIENT);
                    settle(member);
                }
            }
        }
        for (int round = 0; round < 30; round++) {
            calmRound();
        }
        require(seenCommands.contains(last), "liveness: nothing is applied after healing");
        MemberId leader = members.stream()
                .filter(member -> member.core.leaderView().role() == Role.LEADER)
                .map(member -> member.id)
                .reduce((a, b) -> a.compareTo(b) > 0 ? a : b)
                .orElseThrow(() -> new AssertionError("liveness: nobody leads after healing"));
        for (CoreMember member : members) {
            if (memberOf(leader).core.membership().find(member.id).isPresent()) {
                require(
                        member.applied.size() == truth.size(),
                        "liveness: " + member.id + " has applied " + member.applied.size() + " of " + truth.size());
            }
        }
    }

    private CoreMember memberOf(MemberId id) {
        return members.stream()
                .filter(member -> member.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void calmRound() {
        for (CoreMember member : members) {
            member.core.tick();
            settle(member);
        }
        for (int i = 0; i < 2000; i++) {
            boolean idle = network.isEmpty();
            for (CoreMember member : members) {
                idle &= !member.hasUnstored() && snapshots.isEmpty();
                store(member);
                deliverSnapshot(false);
                installStep(member);
                settle(member);
            }
            if (idle) {
                return;
            }
            if (!network.isEmpty()) {
                arrive(network.remove(0));
            }
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}

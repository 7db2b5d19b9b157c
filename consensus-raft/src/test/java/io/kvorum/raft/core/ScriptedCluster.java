package io.kvorum.raft.core;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Members and a network that do what a script says, one command after the other; each command gives text. */
final class ScriptedCluster {
    private static final int STEPS_MAX = 10_000;

    private record Packet(MemberId from, Envelope envelope) {}

    private final TreeMap<Long, CoreMember> members = new TreeMap<>();
    private final List<Packet> network = new ArrayList<>();
    private final TreeSet<Long> isolated = new TreeSet<>();
    private final TreeSet<Long> slowDisks = new TreeSet<>();
    private final StringBuilder out = new StringBuilder();
    private boolean preVote = true;

    /** Runs one line of a script; what it gives, line by line. */
    String run(String line) {
        out.setLength(0);
        String[] words = line.split(" ");
        switch (words[0]) {
            case "no-pre-vote" -> preVote = false;
            case "cluster" -> found(words);
            case "join" -> join(number(words[1]));
            case "tick" -> tick(number(words[1]), words.length > 2 ? number(words[2]) : 1);
            case "stabilize" -> stabilize();
            case "step" -> {
                for (long i = 0; i < number(words[1]); i++) {
                    step();
                }
            }
            case "settle" -> {
                stabilize();
                out.setLength(0);
            }
            case "drop" -> drop(words);
            case "duplicate" -> network.addAll(List.copyOf(network));
            case "isolate" -> isolated.add(number(words[1]));
            case "heal" -> isolated.clear();
            case "slow-disk" -> slowDisks.add(number(words[1]));
            case "fast-disks" -> slowDisks.clear();
            case "log-full" -> member(words[1]).core.logLacksSpace(true);
            case "log-has-room" -> member(words[1]).core.logLacksSpace(false);
            case "crash" -> crash(number(words[1]));
            case "propose" -> propose(member(words[1]), words);
            case "read" -> {
                member(words[1]).core.readIndex(number(words[2]));
                drain(member(words[1]));
            }
            case "reads" -> reads(member(words[1]));
            case "transfer" -> {
                answer(member(words[1]).core.transferLeadership(id(words[2])));
                drain(member(words[1]));
            }
            case "add" -> change(words, new MembershipChange.Add(new Member(id(words[2]), List.of(), false)));
            case "add-learner" -> change(words, new MembershipChange.Add(new Member(id(words[2]), List.of(), true)));
            case "promote" -> change(words, new MembershipChange.Promote(id(words[2])));
            case "remove" -> change(words, new MembershipChange.Remove(id(words[2])));
            case "status" -> members.values().forEach(this::status);
            case "log" -> member(words[1]).durable().values().forEach(entry -> say(ScriptText.entry(entry)));
            case "network" -> network.forEach(packet -> say(ScriptText.packet(packet.from(), packet.envelope())));
            default -> throw new IllegalArgumentException("unknown command: " + line);
        }
        return out.toString();
    }

    private void found(String[] words) {
        List<Member> founders = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            founders.add(new Member(id(words[i]), List.of(), false));
        }
        founders.forEach(member -> start(member.id().value(), new Membership(founders, List.of())));
    }

    private void join(long id) {
        start(id, Membership.EMPTY);
    }

    private void start(long id, Membership founders) {
        CoreSettings settings = new CoreSettings(5, preVote, false, 100, 4, 1000, 1000, 0);
        // A member's timeout is fixed by its number, so that a script can say who campaigns first.
        RandomGenerator timeouts = new RandomGenerator() {
            @Override
            public long nextLong() {
                return id;
            }

            @Override
            public int nextInt(int bound) {
                return (int) Math.min(id - 1, bound - 1);
            }
        };
        members.put(id, new CoreMember(new MemberId(id), settings, timeouts, founders));
        drain(members.get(id));
    }

    private void tick(long id, long times) {
        for (long i = 0; i < times; i++) {
            members.get(id).core.tick();
            drain(members.get(id));
        }
    }

    /** Stores and delivers until nothing is left to do. */
    private void stabilize() {
        for (int step = 0; step < STEPS_MAX; step++) {
            if (!step()) {
                return;
            }
        }
        throw new IllegalStateException("the cluster does not come to rest");
    }

    /** Stores one part, or delivers one message if all is stored; false if there is nothing to do. */
    private boolean step() {
        Optional<CoreMember> writer = members.values().stream()
                .filter(member -> member.hasUnstored() && !slowDisks.contains(member.id.value()))
                .findFirst();
        if (writer.isPresent()) {
            writer.get().storeOne(envelope -> post(writer.get(), envelope));
        } else if (!network.isEmpty()) {
            deliver(network.remove(0));
        } else {
            return false;
        }
        return true;
    }

    private void deliver(Packet packet) {
        long from = packet.from().value();
        long to = packet.envelope().to().value();
        CoreMember receiver = members.get(to);
        if (isolated.contains(from) || isolated.contains(to) || receiver == null) {
            say("lost " + ScriptText.packet(packet.from(), packet.envelope()));
            return;
        }
        say(ScriptText.packet(packet.from(), packet.envelope()));
        receiver.core.receive(packet.from(), packet.envelope().message());
        drain(receiver);
    }

    private void drop(String[] words) {
        long from = number(words[1]);
        long to = number(words[2]);
        for (Iterator<Packet> packets = network.iterator(); packets.hasNext(); ) {
            Packet packet = packets.next();
            if (packet.from().value() == from && packet.envelope().to().value() == to) {
                packets.remove();
                say("lost " + ScriptText.packet(packet.from(), packet.envelope()));
            }
        }
    }

    private void crash(long id) {
        members.get(id).crash();
        drain(members.get(id));
    }

    private void propose(CoreMember member, String[] words) {
        for (int i = 2; i < words.length; i++) {
            ProposalOutcome outcome = member.core.propose(Bytes.utf8(words[i]), ProposalKind.CLIENT);
            say(ScriptText.outcome(outcome));
        }
        drain(member);
    }

    private void reads(CoreMember member) {
        member.reads.forEach(read -> say("read " + read.requestId() + " at " + read.index()));
        member.failedReads.forEach(read -> say("read " + read + " failed"));
        member.reads.clear();
        member.failedReads.clear();
    }

    private void change(String[] words, MembershipChange change) {
        answer(member(words[1]).core.changeMembership(change, Bytes.EMPTY));
        drain(member(words[1]));
    }

    private void answer(Optional<ProposalFailure> failure) {
        say(failure.map(Object::toString).orElse("accepted"));
    }

    private void status(CoreMember member) {
        LeaderView view = member.core.leaderView();
        StringBuilder followers = new StringBuilder();
        member.core
                .followers()
                .forEach((id, progress) -> followers
                        .append(' ')
                        .append(id)
                        .append(':')
                        .append(progress.state())
                        .append(" match=")
                        .append(progress.match())
                        .append(" next=")
                        .append(progress.next()));
        say(member.id + " " + view.role() + " term=" + view.term() + " leader="
                + view.leader().map(Object::toString).orElse("-") + " last=" + member.core.lastIndex() + " commit="
                + member.core.commitIndex() + " applied=" + member.applied.size() + followers);
    }

    private void drain(CoreMember member) {
        member.drain(envelope -> post(member, envelope));
    }

    private void post(CoreMember from, Envelope envelope) {
        network.add(new Packet(from.id, envelope));
    }

    private void say(String text) {
        out.append(text).append('\n');
    }

    private CoreMember member(String word) {
        return members.get(number(word));
    }

    private static long number(String word) {
        return Long.parseLong(word);
    }

    private static MemberId id(String word) {
        return new MemberId(number(word));
    }
}

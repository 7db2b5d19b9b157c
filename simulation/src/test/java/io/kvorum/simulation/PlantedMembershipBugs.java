package io.kvorum.simulation;

import io.kvorum.simulation.WrongParts.LogRecord;
import io.kvorum.simulation.part.PeerDecorator;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.wal.WalOpener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Members that go wrong when a cluster loses its majority, or when a member moves. */
final class PlantedMembershipBugs {
    private static final byte ENTRY = 2;
    private static final int FORGOTTEN = 3;

    private PlantedMembershipBugs() {}

    static List<PlantedBugs.Bug> all() {
        return List.of(
                PlantedBugs.bug(
                        "the survivor of a lost majority forgets the end of its log",
                        WrongParts.log(PlantedMembershipBugs::forgetting),
                        100),
                new PlantedBugs.Bug(
                        "a member that moved is looked for where it was",
                        // With few faults, as others forget where it was when they start anew
                        () -> ClusterSettings.of(3, DefaultParts.raft().withPeers(PlantedMembershipBugs::immovable))
                                .withFaultPause(Duration.ofSeconds(8)),
                        100));
    }

    private static WalOpener forgetting(ConsensusContext context) {
        return context.bootstrap() instanceof Bootstrap.ForceNew
                ? WrongParts.replaying(context.log(), PlantedMembershipBugs::withoutLastEntries)
                : context.log();
    }

    private static List<LogRecord> withoutLastEntries(List<LogRecord> records) {
        int left = FORGOTTEN;
        for (int i = records.size() - 1; i >= 0 && left > 0; i--) {
            if (records.get(i).type() == ENTRY) {
                records.remove(i);
                left--;
            }
        }
        return records;
    }

    /** Every member stays, for its transport, where it was heard of first. */
    private static PeerTransport immovable(PeerTransport peers) {
        Map<MemberId, List<String>> first = new TreeMap<>();
        return new PeerDecorator(peers) {
            @Override
            public void setPeers(Membership membership) {
                super.setPeers(new Membership(
                        membership.members().stream()
                                .map(member -> new Member(
                                        member.id(),
                                        first.computeIfAbsent(member.id(), absent -> member.peerUrls()),
                                        member.learner()))
                                .toList(),
                        membership.removed()));
            }
        };
    }
}

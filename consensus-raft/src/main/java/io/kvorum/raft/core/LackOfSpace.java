package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import java.util.List;
import java.util.Optional;

/**
 * A leader whose log has no room for clients' commands offers leadership to the others in turn, one every election timeout:
 * who has room takes it, and who has none keeps silent. So one full disk does not hold up the cluster, and a cluster whose
 * disks are all full keeps its leader, for reads.
 */
final class LackOfSpace {
    private final MemberState member;
    private final Replication replication;
    private int ticks;
    private Optional<MemberId> asked = Optional.empty();

    LackOfSpace(MemberState member, Replication replication) {
        this.member = member;
        this.replication = replication;
    }

    void tick() {
        ticks = member.logLacksSpace() ? ticks + 1 : 0;
        if (ticks < member.settings().electionTicks()) {
            return;
        }
        nextHeir().ifPresent(heir -> {
            ticks = 0;
            asked = Optional.of(heir);
            member.outbox().send(heir, new Message.TimeoutNow(member.term()));
        });
    }

    /** The voter that has everything and comes after the one that was asked last. */
    private Optional<MemberId> nextHeir() {
        List<MemberId> heirs = member.membership().voters().stream()
                .filter(replication::hasAll)
                .toList();
        return heirs.stream()
                .filter(heir -> asked.map(before -> heir.compareTo(before) > 0).orElse(true))
                .findFirst()
                .or(() -> heirs.stream().findFirst());
    }
}

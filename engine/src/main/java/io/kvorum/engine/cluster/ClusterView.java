package io.kvorum.engine.cluster;

import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.spi.MemberId;
import java.util.List;
import java.util.Optional;

/**
 * The cluster as of some applied entry; immutable, for any thread.
 *
 * @param members ascending by id, with the attributes that each has published
 * @param removed ids that never come back
 * @param version what the members agreed upon; empty before the first agreement (R286)
 * @param alarms ascending by member and kind
 */
public record ClusterView(
        List<Member> members, List<MemberId> removed, Optional<String> version, List<AlarmMember> alarms) {
    static final ClusterView EMPTY = new ClusterView(List.of(), List.of(), Optional.empty(), List.of());

    public ClusterView {
        members = List.copyOf(members);
        removed = List.copyOf(removed);
        alarms = List.copyOf(alarms);
    }

    /** Whether an alarm of this kind is active, whoever raised it (R303). */
    public boolean hasAlarm(AlarmType kind) {
        for (AlarmMember alarm : alarms) {
            if (alarm.getAlarm() == kind) {
                return true;
            }
        }
        return false;
    }

    /** Whether this is a member that only follows. Cheap: asked for every call. */
    public boolean isLearner(MemberId id) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).getID() == id.value()) {
                return members.get(i).getIsLearner();
            }
        }
        return false;
    }

    /** The members that vote. */
    public List<Member> voters() {
        return members.stream().filter(member -> !member.getIsLearner()).toList();
    }

    public Optional<Member> find(MemberId id) {
        return members.stream().filter(member -> member.getID() == id.value()).findFirst();
    }
}

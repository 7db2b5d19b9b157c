package io.kvorum.engine.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageCorruptionException;
import io.kvorum.spi.storage.WriteBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Members, attributes, cluster version and alarms, changed by entries on the apply lane and shown to everybody as an
 * immutable {@link ClusterView}.
 *
 * <p>Rows: {@code m} + id → {@code Member}; {@code r} + id → nothing; {@code v} → version; {@code a} + id + kind → nothing.
 */
public final class ClusterState {
    /** Where the rows are. */
    public static final Keyspace KEYSPACE =
            new Keyspace("cluster", Keyspace.KeyShape.upTo(16), Keyspace.SizeClass.SMALL);

    private static final byte MEMBER = 'm';
    private static final byte REMOVED = 'r';
    private static final byte VERSION = 'v';
    private static final byte ALARM = 'a';
    private static final Bytes VERSION_KEY = Bytes.wrap(new byte[] {VERSION});

    private volatile ClusterView view = ClusterView.EMPTY;
    // The members of the view for consensus, which asks with every batch
    private volatile Membership membership = Membership.EMPTY;

    /** Reads everything back. Before anything is applied. */
    public void restore(StorageBackend backend) {
        List<Member> members = new ArrayList<>();
        List<MemberId> removed = new ArrayList<>();
        List<AlarmMember> alarms = new ArrayList<>();
        Optional<String> version = Optional.empty();
        try (RowCursor rows = backend.scan(KEYSPACE, KeyRange.ALL, false, Integer.MAX_VALUE)) {
            while (rows.next()) {
                ByteBuffer key = rows.key().toByteBuffer();
                switch (key.get()) {
                    case MEMBER -> members.add(parseMember(rows.value()));
                    case REMOVED -> removed.add(new MemberId(key.getLong()));
                    case VERSION -> version = Optional.of(rows.value().toUtf8());
                    case ALARM -> alarms.add(alarm(key.getLong(), AlarmType.forNumber(key.get())));
                    default ->
                        throw new StorageCorruptionException(
                                "unknown row " + rows.key() + " in keyspace cluster", null);
                }
            }
        }
        members.sort((one, other) -> Long.compareUnsigned(one.getID(), other.getID()));
        show(new ClusterView(members, removed, version, alarms));
    }

    /** The cluster as of the last applied entry. Any thread. */
    public ClusterView view() {
        return view;
    }

    /** The members as consensus sees them. Any thread. */
    public Membership membership() {
        return membership;
    }

    private void show(ClusterView next) {
        membership = new Membership(
                next.members().stream()
                        .map(member -> new io.kvorum.spi.consensus.Member(
                                new MemberId(member.getID()), member.getPeerURLsList(), member.getIsLearner()))
                        .toList(),
                next.removed());
        view = next;
    }

    /** Takes over a membership, keeping what members have published of themselves. Apply lane. */
    public void applyMembership(Membership membership, WriteBatch batch) {
        TreeMap<MemberId, Member> before = new TreeMap<>();
        view.members().forEach(member -> before.put(new MemberId(member.getID()), member));
        List<Member> after = new ArrayList<>();
        for (io.kvorum.spi.consensus.Member member : membership.members()) {
            Member known = before.remove(member.id());
            Member.Builder merged = known == null ? Member.newBuilder() : known.toBuilder();
            merged.setID(member.id().value())
                    .clearPeerURLs()
                    .addAllPeerURLs(member.peerUrls())
                    .setIsLearner(member.learner());
            after.add(merged.build());
            putMember(batch, merged.build());
        }
        before.keySet().forEach(gone -> batch.delete(KEYSPACE, key(MEMBER, gone.value())));
        membership.removed().forEach(id -> batch.put(KEYSPACE, key(REMOVED, id.value()), Bytes.EMPTY));
        show(new ClusterView(after, membership.removed(), view.version(), view.alarms()));
    }

    /** A member tells its name and client URLs (R283); of an unknown member nothing is kept. Apply lane. */
    public void applyAttributes(Member attributes, WriteBatch batch) {
        List<Member> after = new ArrayList<>();
        for (Member member : view.members()) {
            if (member.getID() == attributes.getID()) {
                Member merged = member.toBuilder()
                        .setName(attributes.getName())
                        .clearClientURLs()
                        .addAllClientURLs(attributes.getClientURLsList())
                        .build();
                putMember(batch, merged);
                after.add(merged);
            } else {
                after.add(member);
            }
        }
        show(new ClusterView(after, view.removed(), view.version(), view.alarms()));
    }

    /** The members agree on a version (R286). Apply lane. */
    public void applyVersion(String version, WriteBatch batch) {
        batch.put(KEYSPACE, VERSION_KEY, Bytes.utf8(version));
        show(new ClusterView(view.members(), view.removed(), Optional.of(version), view.alarms()));
    }

    /** Lists, raises or clears alarms; gives the ones listed or touched (R300-R303). Apply lane. */
    public List<AlarmMember> applyAlarm(AlarmRequest request, WriteBatch batch) {
        AlarmMember named = alarm(request.getMemberID(), request.getAlarm());
        boolean active = view.alarms().contains(named);
        switch (request.getAction()) {
            case ACTIVATE -> {
                if (request.getAlarm() == AlarmType.NONE) {
                    return List.of();
                }
                if (!active) {
                    batch.put(KEYSPACE, alarmKey(named), Bytes.EMPTY);
                    List<AlarmMember> alarms = new ArrayList<>(view.alarms());
                    alarms.add(named);
                    publishAlarms(alarms);
                }
                return List.of(named);
            }
            case DEACTIVATE -> {
                if (!active) {
                    return List.of();
                }
                batch.delete(KEYSPACE, alarmKey(named));
                List<AlarmMember> alarms = new ArrayList<>(view.alarms());
                alarms.remove(named);
                publishAlarms(alarms);
                return List.of(named);
            }
            default -> {
                return view.alarms().stream()
                        .filter(one -> request.getAlarm() == AlarmType.NONE || one.getAlarm() == request.getAlarm())
                        .toList();
            }
        }
    }

    private void publishAlarms(List<AlarmMember> alarms) {
        alarms.sort((one, other) -> one.getMemberID() == other.getMemberID()
                ? one.getAlarm().compareTo(other.getAlarm())
                : Long.compareUnsigned(one.getMemberID(), other.getMemberID()));
        show(new ClusterView(view.members(), view.removed(), view.version(), alarms));
    }

    private static AlarmMember alarm(long member, AlarmType kind) {
        return AlarmMember.newBuilder().setMemberID(member).setAlarm(kind).build();
    }

    private static Bytes alarmKey(AlarmMember alarm) {
        return Bytes.wrap(ByteBuffer.allocate(10)
                .put(ALARM)
                .putLong(alarm.getMemberID())
                .put((byte) alarm.getAlarmValue())
                .array());
    }

    private static void putMember(WriteBatch batch, Member member) {
        batch.put(KEYSPACE, key(MEMBER, member.getID()), Bytes.wrap(member.toByteArray()));
    }

    private static Bytes key(byte kind, long id) {
        return Bytes.wrap(ByteBuffer.allocate(9).put(kind).putLong(id).array());
    }

    private static Member parseMember(Bytes row) {
        try {
            return Member.parseFrom(row.toByteBuffer());
        } catch (InvalidProtocolBufferException damaged) {
            throw new StorageCorruptionException("a member's row in keyspace cluster does not parse", damaged);
        }
    }
}

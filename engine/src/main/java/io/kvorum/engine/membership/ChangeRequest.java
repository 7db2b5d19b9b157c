package io.kvorum.engine.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.MembershipChange;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A change on its way from the member that was asked for it to the one that leads.
 *
 * <pre>
 * kind (1 byte) · context (16 bytes) · Member in wire form
 * </pre>
 *
 * @param context by which the asked member recognises the entry when it applies it
 */
record ChangeRequest(MembershipChange change, Bytes context) {
    private static final byte ADD = 1;
    private static final byte PROMOTE = 2;
    private static final byte REMOVE = 3;
    private static final byte UPDATE = 4;
    private static final int CONTEXT_BYTES = 2 * Long.BYTES;

    /** A context that no other request of any member has. */
    static Bytes context(MemberId origin, long requestId) {
        return Bytes.wrap(ByteBuffer.allocate(CONTEXT_BYTES)
                .putLong(origin.value())
                .putLong(requestId)
                .array());
    }

    Bytes encode() {
        byte kind;
        Member member;
        if (change instanceof MembershipChange.Add add) {
            kind = ADD;
            member = member(
                    add.member().id(), add.member().peerUrls(), add.member().learner());
        } else if (change instanceof MembershipChange.Promote promote) {
            kind = PROMOTE;
            member = member(promote.member(), List.of(), false);
        } else if (change instanceof MembershipChange.Remove remove) {
            kind = REMOVE;
            member = member(remove.member(), List.of(), false);
        } else {
            MembershipChange.UpdateAddresses update = (MembershipChange.UpdateAddresses) change;
            kind = UPDATE;
            member = member(update.member(), update.peerUrls(), false);
        }
        byte[] content = member.toByteArray();
        byte[] encoded = new byte[1 + CONTEXT_BYTES + content.length];
        encoded[0] = kind;
        context.copyTo(encoded, 1);
        System.arraycopy(content, 0, encoded, 1 + CONTEXT_BYTES, content.length);
        return Bytes.wrap(encoded);
    }

    /** @throws IllegalArgumentException if this is no such request */
    static ChangeRequest decode(Bytes encoded) {
        if (encoded.length() < 1 + CONTEXT_BYTES) {
            throw new IllegalArgumentException("a change of membership in " + encoded.length() + " bytes");
        }
        Bytes context = encoded.slice(1, CONTEXT_BYTES);
        int contentFrom = 1 + CONTEXT_BYTES;
        try {
            Member member = Member.parseFrom(
                    encoded.slice(contentFrom, encoded.length() - contentFrom).toByteBuffer());
            return new ChangeRequest(change(encoded.get(0), member), context);
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalArgumentException("a change of membership that does not parse", malformed);
        }
    }

    private static MembershipChange change(byte kind, Member member) {
        MemberId id = new MemberId(member.getID());
        return switch (kind) {
            case ADD ->
                new MembershipChange.Add(
                        new io.kvorum.spi.consensus.Member(id, member.getPeerURLsList(), member.getIsLearner()));
            case PROMOTE -> new MembershipChange.Promote(id);
            case REMOVE -> new MembershipChange.Remove(id);
            case UPDATE -> new MembershipChange.UpdateAddresses(id, member.getPeerURLsList());
            default -> throw new IllegalArgumentException("a change of membership of kind " + kind);
        };
    }

    private static Member member(MemberId id, List<String> peerUrls, boolean learner) {
        return Member.newBuilder()
                .setID(id.value())
                .addAllPeerURLs(peerUrls)
                .setIsLearner(learner)
                .build();
    }
}

package io.kvorum.raft.membership;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a membership entry holds: all members from that entry on, not the change, so that nobody needs the state before to
 * read it.
 *
 * @param context what was given with the change
 */
public record MembershipRecord(Membership membership, Bytes context) {
    private static final byte FORMAT = 1;
    private static final int COUNT_MAX = 100_000;

    /** The form in the log. */
    public Bytes encode() {
        List<byte[]> urls = new ArrayList<>();
        int size = 1 + 4 + 4 + 4 + context.length() + 8 * membership.removed().size();
        for (Member member : membership.members()) {
            size += 8 + 1 + 4;
            for (String url : member.peerUrls()) {
                byte[] text = url.getBytes(StandardCharsets.UTF_8);
                urls.add(text);
                size += 4 + text.length;
            }
        }
        ByteBuffer target = ByteBuffer.allocate(size);
        target.put(FORMAT);
        target.putInt(membership.members().size());
        int next = 0;
        for (Member member : membership.members()) {
            target.putLong(member.id().value());
            target.put((byte) (member.learner() ? 1 : 0));
            target.putInt(member.peerUrls().size());
            for (int i = 0; i < member.peerUrls().size(); i++) {
                byte[] text = urls.get(next++);
                target.putInt(text.length);
                target.put(text);
            }
        }
        target.putInt(membership.removed().size());
        membership.removed().forEach(id -> target.putLong(id.value()));
        target.putInt(context.length());
        target.put(context.toByteBuffer());
        return Bytes.wrap(target.array());
    }

    /** Reads what {@link #encode()} wrote; fails on anything else. */
    public static MembershipRecord decode(Bytes encoded) {
        ByteBuffer source = encoded.toByteBuffer();
        byte format = source.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException("unknown format of a membership entry: " + format);
        }
        int memberCount = count(source);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < memberCount; i++) {
            MemberId id = new MemberId(source.getLong());
            boolean learner = source.get() == 1;
            int urlCount = count(source);
            List<String> urls = new ArrayList<>();
            for (int k = 0; k < urlCount; k++) {
                urls.add(new String(bytes(source), StandardCharsets.UTF_8));
            }
            members.add(new Member(id, urls, learner));
        }
        int removedCount = count(source);
        List<MemberId> removed = new ArrayList<>();
        for (int i = 0; i < removedCount; i++) {
            removed.add(new MemberId(source.getLong()));
        }
        return new MembershipRecord(new Membership(members, removed), Bytes.wrap(bytes(source)));
    }

    private static byte[] bytes(ByteBuffer source) {
        int length = source.getInt();
        if (length < 0 || length > source.remaining()) {
            throw new IllegalArgumentException("a membership entry ends too early");
        }
        byte[] bytes = new byte[length];
        source.get(bytes);
        return bytes;
    }

    private static int count(ByteBuffer source) {
        int count = source.getInt();
        if (count < 0 || count > COUNT_MAX) {
            throw new IllegalArgumentException("impossible count in a membership entry: " + count);
        }
        return count;
    }
}

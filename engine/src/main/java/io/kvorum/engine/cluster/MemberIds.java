package io.kvorum.engine.cluster;

import io.kvorum.spi.MemberId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/** Ids as etcd computes them (R270), so that tools which know them find the same numbers. */
public final class MemberIds {
    private MemberIds() {}

    /** Id of a founding member: of its peer URLs and the cluster's token. */
    public static MemberId founding(Collection<String> peerUrls, String token) {
        StringBuilder text = new StringBuilder();
        peerUrls.stream().sorted().forEach(text::append);
        text.append(token);
        return new MemberId(firstEightBytes(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Id of a member that is added to a running cluster: of its peer URLs and the time of the wish, whole seconds. */
    public static MemberId added(Collection<String> peerUrls, long unixSeconds) {
        return founding(peerUrls, Long.toString(unixSeconds));
    }

    /** Id of a cluster: of the ids of its founding members. */
    public static long cluster(Collection<MemberId> founders) {
        ByteBuffer ids = ByteBuffer.allocate(founders.size() * Long.BYTES);
        founders.stream().sorted().forEach(id -> ids.putLong(id.value()));
        return firstEightBytes(ids.array());
    }

    private static long firstEightBytes(byte[] input) {
        try {
            // SHA-1 names members here and protects nothing.
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(input))
                    .getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}

package io.kvorum.transport.grpc.peer.handshake;

import io.grpc.Metadata;
import io.kvorum.spi.MemberId;
import java.util.List;
import java.util.Optional;

/**
 * What a member says of itself in a handshake.
 *
 * @param clusterId 0 for a stranger
 * @param memberId empty for a stranger
 * @param consensus name of its consensus algorithm
 * @param protocolMin oldest version of the protocol that it speaks
 * @param protocolMax newest one
 * @param build its build, for people
 * @param peerUrls where it can be reached, as its cluster knows it and as its operator says; empty if it does not know that
 *     itself
 */
public record PeerIdentity(
        long clusterId,
        Optional<MemberId> memberId,
        String consensus,
        int protocolMin,
        int protocolMax,
        String build,
        List<String> peerUrls) {
    /** The version of the protocol that this build speaks. */
    static final int PROTOCOL = 1;

    private static final int PEER_URLS_MAX = 16;

    /** What others say of themselves stands in the log. */
    private static final int TEXT_MAX = 100;

    private static final Metadata.Key<String> CLUSTER = PeerHeaders.key("kvorum-cluster-id");
    private static final Metadata.Key<String> MEMBER = PeerHeaders.key("kvorum-member-id");
    private static final Metadata.Key<String> CONSENSUS = PeerHeaders.key("kvorum-consensus");
    private static final Metadata.Key<String> PROTOCOL_MIN = PeerHeaders.key("kvorum-protocol-min");
    private static final Metadata.Key<String> PROTOCOL_MAX = PeerHeaders.key("kvorum-protocol-max");
    private static final Metadata.Key<String> BUILD = PeerHeaders.key("kvorum-build");
    private static final Metadata.Key<String> PEER_URLS = PeerHeaders.key("kvorum-peer-urls");

    static PeerIdentity ofThisBuild(
            long clusterId, Optional<MemberId> memberId, String consensus, List<String> peerUrls) {
        String version = PeerIdentity.class.getPackage().getImplementationVersion();
        return new PeerIdentity(
                clusterId, memberId, consensus, PROTOCOL, PROTOCOL, version == null ? "unknown" : version, peerUrls);
    }

    boolean stranger() {
        return clusterId == 0 || memberId.isEmpty();
    }

    /** Member and cluster, as they stand in messages for people. */
    public String describe() {
        return stranger()
                ? "a stranger"
                : "member " + memberId.get() + " of cluster " + Long.toHexString(clusterId) + " (build " + build + ")";
    }

    void writeTo(Metadata headers) {
        headers.put(CLUSTER, Long.toHexString(clusterId));
        memberId.ifPresent(id -> headers.put(MEMBER, id.toString()));
        headers.put(CONSENSUS, consensus);
        headers.put(PROTOCOL_MIN, Integer.toString(protocolMin));
        headers.put(PROTOCOL_MAX, Integer.toString(protocolMax));
        headers.put(BUILD, build);
        if (!peerUrls.isEmpty()) {
            headers.put(PEER_URLS, String.join(",", peerUrls));
        }
    }

    /** Empty if these are not the headers of a member's handshake. */
    static Optional<PeerIdentity> readFrom(Metadata headers) {
        try {
            String member = headers.get(MEMBER);
            String urls = headers.get(PEER_URLS);
            return Optional.of(new PeerIdentity(
                    Long.parseUnsignedLong(headers.get(CLUSTER), 16),
                    member == null ? Optional.empty() : Optional.of(MemberId.parse(member)),
                    required(headers, CONSENSUS),
                    Integer.parseInt(headers.get(PROTOCOL_MIN)),
                    Integer.parseInt(headers.get(PROTOCOL_MAX)),
                    required(headers, BUILD),
                    urls == null ? List.of() : List.of(urls.split(",", PEER_URLS_MAX))));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static String required(Metadata headers, Metadata.Key<String> key) {
        String value = headers.get(key);
        if (value == null || value.length() > TEXT_MAX) {
            throw new IllegalArgumentException(key.name() + " is missing or too long");
        }
        return value;
    }
}

package io.kvorum.transport.grpc.peer.handshake;

import io.kvorum.spi.peer.PeerRefusal;
import java.util.Optional;

/** Why a handshake, or what came after it, is refused. */
public enum RefusalReason {
    /** The headers of a handshake are missing or cannot be read. */
    NO_HANDSHAKE,
    /** No version of the protocol is known to both. */
    VERSION,
    /** The sides belong to different clusters. */
    CLUSTER_MISMATCH,
    /** The sides run different consensus algorithms. */
    CONSENSUS_MISMATCH,
    /** The sender was removed from the cluster. */
    REMOVED,
    /** Another member listens at the URL than the sender looks for. */
    WRONG_TARGET,
    /** Only members may do this. */
    MEMBERS_ONLY,
    /** There are as many unknown senders as are heard at once. */
    TOO_MANY_NEWCOMERS,
    /** The handshake was in order; the receiver of the call or snapshot said no. */
    BY_RECEIVER;

    /** The reason as the server learns it; empty for those that pass, or are its own doing. */
    Optional<PeerRefusal.Reason> forServer() {
        return switch (this) {
            case VERSION -> Optional.of(PeerRefusal.Reason.VERSION);
            case CLUSTER_MISMATCH -> Optional.of(PeerRefusal.Reason.CLUSTER_MISMATCH);
            case CONSENSUS_MISMATCH -> Optional.of(PeerRefusal.Reason.CONSENSUS_MISMATCH);
            case REMOVED -> Optional.of(PeerRefusal.Reason.REMOVED);
            case NO_HANDSHAKE, WRONG_TARGET, MEMBERS_ONLY, TOO_MANY_NEWCOMERS, BY_RECEIVER -> Optional.empty();
        };
    }
}

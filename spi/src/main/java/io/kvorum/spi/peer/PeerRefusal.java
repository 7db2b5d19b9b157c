package io.kvorum.spi.peer;

/**
 * Why another member refused to talk to this one, or this one to that.
 *
 * @param reason what does not fit
 * @param sentence the same for the operator, with ids
 */
public record PeerRefusal(Reason reason, String sentence) {
    /** What does not fit. */
    public enum Reason {
        /** The other side belongs to another cluster. */
        CLUSTER_MISMATCH,
        /** The other side's cluster has removed this member; it never comes back (R278). */
        REMOVED,
        /** The other side runs another consensus algorithm. */
        CONSENSUS_MISMATCH,
        /** No version of the transport's protocol is known to both. */
        VERSION
    }
}

package io.kvorum.spi.consensus;

/** Who wants a command. */
public enum ProposalKind {
    /** A client: refused when the log runs out of space or too much waits. */
    CLIENT,
    /** The node itself (lease expiry, member attributes): accepted as long as the log can take anything. */
    INTERNAL
}

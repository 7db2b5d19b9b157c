package io.kvorum.engine.lease;

/** Brings the end of a lease into the log. */
@FunctionalInterface
public interface ExpiryProposer {
    /**
     * Proposes to revoke an expired lease. Lease lane; must not block. Nothing is reported back: the lease is gone once
     * the command was applied, and is proposed again after the request timeout if it is not (R133).
     *
     * @param lease its id
     * @param term in which this member decided it as the leader; applied only in that term (CON-10)
     */
    void propose(long lease, long term);
}

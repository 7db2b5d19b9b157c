/**
 * Leases (R120-R139): the replicated table on the apply lane, the leader's deadlines, renewal and queries.
 *
 * <p>What is replicated is which leases exist, with their lifetimes. When they end is the leader's decision alone and
 * never stored (R131); it becomes an ordinary command, so that every member sees the same end.
 */
package io.kvorum.engine.lease;

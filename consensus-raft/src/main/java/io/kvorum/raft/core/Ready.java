package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotMeta;
import java.util.List;
import java.util.Optional;

/**
 * What the core wants done. The driver keeps these rules, on which safety rests:
 *
 * <ol>
 *   <li>What is to be stored goes to the log in the order of {@link #sequence()}; within one value the hard state comes
 *       before the entries, so that no entry is found without the term it was appended in.
 *   <li>An entry overrules an earlier one with the same index and everything after that.
 *   <li>{@link #messages()} may leave at once: they promise nothing about this member's log. That a leader sends
 *       entries while it writes them itself is the reason for this list.
 *   <li>{@link #promises()} leave only after everything up to {@link #promisesAfter()} is durable: a vote or an
 *       acknowledgement that a crash takes back loses data. A vote <em>request</em> is among them: if it left before
 *       its term was durable, the member could ask for the same term again with a shorter log and use the old answers.
 *   <li>{@link RaftCore#stored} is called once everything up to a sequence is durable, never before. If storing fails
 *       the node stops; nothing is repeated.
 *   <li>{@link #committed()} may be applied at once; each entry is committed and is durable here.
 * </ol>
 *
 * @param sequence number of the part to store; 0 when there is nothing to store
 * @param hardState to be stored; empty when unchanged
 * @param entries to be stored, ascending without gap
 * @param note what the log has to say about a snapshot; stored before or after the entries, as its kind says
 * @param install the snapshot that the machine is to take over now; {@link RaftCore#installed} follows once it is durable
 * @param messages to be sent at once
 * @param promises to be sent when {@code promisesAfter} is durable
 * @param promisesAfter a sequence, possibly of an earlier value; 0 when everything is durable already
 * @param committed to be applied, ascending without gap over all values
 * @param reads answered read requests
 * @param failedReads read requests that will not be answered, for there is no leader to ask
 * @param refused forwarded commands that the leader refused
 * @param fetches entries that the core needs from the log
 * @param snapshotsFor followers that need a snapshot, as the log no longer reaches back far enough
 * @param leadership present when role, leader or term changed
 * @param steppedDown present when this member gave up leading by itself
 */
public record Ready(
        long sequence,
        Optional<HardState> hardState,
        List<LogEntry> entries,
        Optional<SnapshotNote> note,
        Optional<SnapshotMeta> install,
        List<Envelope> messages,
        List<Envelope> promises,
        long promisesAfter,
        List<LogEntry> committed,
        List<ReadState> reads,
        List<Long> failedReads,
        List<RefusedForward> refused,
        List<LogFetch> fetches,
        List<MemberId> snapshotsFor,
        Optional<LeaderView> leadership,
        Optional<StepDown> steppedDown) {
    /** Whether there is something to store. */
    public boolean stores() {
        return sequence != 0;
    }
}

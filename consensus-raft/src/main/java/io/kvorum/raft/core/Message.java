package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotMeta;
import java.util.List;

/**
 * What members tell one another; one record per kind. Each carries the sender's term, except that a {@link PreVoteRequest}
 * and a granted {@link PreVoteResponse} carry the term that the sender would campaign in.
 *
 * <p>Messages may be lost, delayed, repeated and reordered; nothing in the protocol depends on more.
 */
public sealed interface Message {
    long term();

    /** Calls the handler's method for this kind. */
    void deliver(MemberId from, MessageHandler handler);

    /** A question or answer in an election, with what its sender knows to be committed. */
    sealed interface Election extends Message {
        CommitPoint committed();
    }

    /** Would you vote for me? Promises nothing, so that a member behind a partition does not raise terms. */
    record PreVoteRequest(long term, long lastIndex, long lastTerm, CommitPoint committed) implements Election {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onPreVoteRequest(from, this);
        }
    }

    /** Answer to {@link PreVoteRequest}. */
    record PreVoteResponse(long term, boolean granted, CommitPoint committed) implements Election {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onPreVoteResponse(from, this);
        }
    }

    /**
     * Vote for me.
     *
     * @param transfer whether the leader itself asked for this election, so that its lease does not count
     */
    record VoteRequest(long term, long lastIndex, long lastTerm, boolean transfer, CommitPoint committed)
            implements Election {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onVoteRequest(from, this);
        }
    }

    /** Answer to {@link VoteRequest}; leaves only when the vote is durable. */
    record VoteResponse(long term, boolean granted, CommitPoint committed) implements Election {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onVoteResponse(from, this);
        }
    }

    /**
     * Append these entries after {@code (previousIndex, previousTerm)}.
     *
     * @param commit what the leader knows to be committed
     * @param entries contiguous from {@code previousIndex + 1} on; may be empty
     */
    record AppendRequest(long term, long previousIndex, long previousTerm, long commit, List<LogEntry> entries)
            implements Message {
        public AppendRequest {
            entries = List.copyOf(entries);
        }

        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onAppendRequest(from, this);
        }
    }

    /** The receiver's log equals the leader's up to {@code matchIndex}, durably. */
    record AppendAccepted(long term, long matchIndex) implements Message {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onAppendAccepted(from, this);
        }
    }

    /**
     * The receiver's log has no entry {@code (previousIndex, previousTerm)}.
     *
     * @param rejectedIndex the request's previous index
     * @param hintIndex highest index at or below it at which the logs may agree
     * @param hintTerm the receiver's term at {@code hintIndex}
     */
    record AppendRejected(long term, long rejectedIndex, long hintIndex, long hintTerm) implements Message {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onAppendRejected(from, this);
        }
    }

    /**
     * Take over a snapshot: the log no longer reaches back to what the receiver has. Travels ahead of the snapshot itself.
     */
    record SnapshotOffer(long term, SnapshotMeta meta) implements Message {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onSnapshotOffer(from, this);
        }
    }

    /**
     * I still lead.
     *
     * @param commit committed and certainly in the receiver's log
     * @param round number of this round of heartbeats, ascending within the term
     */
    record Heartbeat(long term, long commit, long round) implements Message {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onHeartbeat(from, this);
        }
    }

    /** Answer to {@link Heartbeat}: when it was sent, the receiver knew of no higher term. */
    record HeartbeatResponse(long term, long round) implements Message {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onHeartbeatResponse(from, this);
        }
    }

    /** A follower asks for an index to read at. */
    record ReadIndexRequest(long term, long requestId) implements Message {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onReadIndexRequest(from, this);
        }
    }

    /** Answer to {@link ReadIndexRequest}. */
    record ReadIndexResponse(long term, long requestId, long index) implements Message {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onReadIndexResponse(from, this);
        }
    }

    /**
     * Commands that a follower passes on (CON-8). The leader takes them only in the very term they were sent in, and only
     * in ascending order of {@code (incarnation, sequence)}: so a repeated message has no effect (CON-9).
     *
     * @param incarnation ascends with each start of the sender
     * @param firstSequence number of the first command; the others follow without gap
     */
    record ForwardedProposals(long term, long incarnation, long firstSequence, List<ForwardedCommand> commands)
            implements Message {
        public ForwardedProposals {
            commands = List.copyOf(commands);
        }

        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onForwardedProposals(from, this);
        }
    }

    /** Some forwarded commands were certainly not appended. */
    record ProposalsRefused(long term, long incarnation, long firstSequence, int count, RefusalReason reason)
            implements Message {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onProposalsRefused(from, this);
        }
    }

    /** Campaign at once: the leader hands over. */
    record TimeoutNow(long term) implements Message {
        @Override
        public void deliver(MemberId from, MessageHandler handler) {
            handler.onTimeoutNow(from, this);
        }
    }
}

package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;

/** One method per kind of message, so that a kind nobody handles does not compile. */
public interface MessageHandler {
    void onPreVoteRequest(MemberId from, Message.PreVoteRequest request);

    void onPreVoteResponse(MemberId from, Message.PreVoteResponse response);

    void onVoteRequest(MemberId from, Message.VoteRequest request);

    void onVoteResponse(MemberId from, Message.VoteResponse response);

    void onAppendRequest(MemberId from, Message.AppendRequest request);

    void onAppendAccepted(MemberId from, Message.AppendAccepted response);

    void onAppendRejected(MemberId from, Message.AppendRejected response);

    void onSnapshotOffer(MemberId from, Message.SnapshotOffer offer);

    void onHeartbeat(MemberId from, Message.Heartbeat heartbeat);

    void onHeartbeatResponse(MemberId from, Message.HeartbeatResponse response);

    void onReadIndexRequest(MemberId from, Message.ReadIndexRequest request);

    void onReadIndexResponse(MemberId from, Message.ReadIndexResponse response);

    void onForwardedProposals(MemberId from, Message.ForwardedProposals proposals);

    void onProposalsRefused(MemberId from, Message.ProposalsRefused refusal);

    void onTimeoutNow(MemberId from, Message.TimeoutNow request);
}

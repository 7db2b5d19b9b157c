package io.kvorum.api;

import io.kvorum.api.v3electionpb.CampaignRequest;
import io.kvorum.api.v3electionpb.CampaignResponse;
import io.kvorum.api.v3electionpb.LeaderRequest;
import io.kvorum.api.v3electionpb.LeaderResponse;
import io.kvorum.api.v3electionpb.ProclaimRequest;
import io.kvorum.api.v3electionpb.ProclaimResponse;
import io.kvorum.api.v3electionpb.ResignRequest;
import io.kvorum.api.v3electionpb.ResignResponse;

/**
 * Leader election among clients, kept as keys of the store (R369-R377). Errors arrive as {@link StatusCode#UNKNOWN}
 * with the plain text (R368).
 *
 * <p>Threading: every method may be called from any thread, concurrently, and returns without waiting. The answer
 * comes through the reply or sink, on any thread, also before the method returns. Errors come through it too; a method
 * throws nothing. The request is not changed by either side.
 */
public interface Election {
    /** Waits until the caller is the leader (R374). Cancelling the call gives its place in the queue up. */
    void campaign(RequestContext context, CampaignRequest request, Reply<CampaignResponse> reply);

    /** Changes the value of the leader (R372). */
    void proclaim(RequestContext context, ProclaimRequest request, Reply<ProclaimResponse> reply);

    /** Tells the present leader (R375). */
    void leader(RequestContext context, LeaderRequest request, Reply<LeaderResponse> reply);

    /** Tells the present leader, then each change, until the call is cancelled (R376). */
    void observe(RequestContext context, LeaderRequest request, Sink<LeaderResponse> sink);

    /** Ends the leadership of the caller; succeeds also when it has none (R373). */
    void resign(RequestContext context, ResignRequest request, Reply<ResignResponse> reply);
}

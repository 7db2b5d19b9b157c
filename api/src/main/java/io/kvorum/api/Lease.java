package io.kvorum.api;

import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantResponse;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.LeaseLeasesRequest;
import io.kvorum.api.etcdserverpb.LeaseLeasesResponse;
import io.kvorum.api.etcdserverpb.LeaseRevokeRequest;
import io.kvorum.api.etcdserverpb.LeaseRevokeResponse;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;

/**
 * Leases: lifetimes, granted by the cluster, that keys can be bound to.
 *
 * <p>Threading: every method may be called from any thread, concurrently, and returns without waiting. The answer
 * comes through the reply or sink, on any thread, also before the method returns. Errors come through it too; a method
 * throws nothing. The request is not changed by either side.
 */
public interface Lease {
    /** Creates a lease (R120-R122, R139). */
    void grant(RequestContext context, LeaseGrantRequest request, Reply<LeaseGrantResponse> reply);

    /** Ends a lease and deletes its keys in one revision (R123). */
    void revoke(RequestContext context, LeaseRevokeRequest request, Reply<LeaseRevokeResponse> reply);

    /**
     * Opens a stream of renewals: one answer per request, in order (R124-R129).
     * @return the client's side of the stream; never null, also if the sink has been ended already
     */
    KeepAliveStream keepAlive(RequestContext context, Sink<LeaseKeepAliveResponse> sink);

    /** Tells the seconds that a lease has left, and its keys on request (R130). */
    void timeToLive(RequestContext context, LeaseTimeToLiveRequest request, Reply<LeaseTimeToLiveResponse> reply);

    /** Lists all leases from local state (R134). */
    void leases(RequestContext context, LeaseLeasesRequest request, Reply<LeaseLeasesResponse> reply);
}

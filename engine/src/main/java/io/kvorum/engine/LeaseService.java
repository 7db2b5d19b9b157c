package io.kvorum.engine;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KeepAliveStream;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Lease;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantResponse;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.LeaseLeasesRequest;
import io.kvorum.api.etcdserverpb.LeaseLeasesResponse;
import io.kvorum.api.etcdserverpb.LeaseRevokeRequest;
import io.kvorum.api.etcdserverpb.LeaseRevokeResponse;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import io.kvorum.engine.admission.Proposals;
import io.kvorum.engine.admission.SpaceCheck;
import io.kvorum.engine.command.Operation;
import io.kvorum.engine.lease.LeaseReads;
import io.kvorum.engine.lease.LeaseRules;
import java.util.random.RandomGenerator;

/** Leases: grants and revocations go to the log, everything else past it. */
final class LeaseService implements Lease {
    /** A stream whose sink has failed already. */
    private static final KeepAliveStream REFUSED = new KeepAliveStream() {
        @Override
        public void request(LeaseKeepAliveRequest request) {
            // Without effect after the end of the sink.
        }

        @Override
        public void halfClose() {
            // As above.
        }

        @Override
        public void close() {
            // As above.
        }
    };

    private final CallGate calls;
    private final Proposals proposals;
    private final SpaceCheck space;
    private final LeaseRules rules;
    private final LeaseReads reads;
    private final RandomGenerator random;

    /** @param random safe for any thread */
    LeaseService(
            CallGate calls,
            Proposals proposals,
            SpaceCheck space,
            LeaseRules rules,
            LeaseReads reads,
            RandomGenerator random) {
        this.calls = calls;
        this.proposals = proposals;
        this.space = space;
        this.rules = rules;
        this.reads = reads;
        this.random = random;
    }

    @Override
    public void grant(RequestContext context, LeaseGrantRequest request, Reply<LeaseGrantResponse> reply) {
        if (!calls.admits(context, reply)) {
            return;
        }
        if (space.isExceededBy(SpaceCheck.leaseCost())) {
            reply.fail(new KvorumException(ErrorCode.NO_SPACE));
            return;
        }
        try {
            // Whatever depends on this member's settings or on chance is decided here, before the log.
            LeaseGrantRequest decided = request.toBuilder()
                    .setTTL(rules.grantedLifetime(request.getTTL()))
                    .setID(LeaseRules.grantedId(request.getID(), random))
                    .build();
            proposals.propose(context, Operation.LEASE_GRANT, decided, reply);
        } catch (KvorumException refusal) {
            reply.fail(refusal);
        }
    }

    @Override
    public void revoke(RequestContext context, LeaseRevokeRequest request, Reply<LeaseRevokeResponse> reply) {
        if (calls.admits(context, reply)) {
            proposals.propose(context, Operation.LEASE_REVOKE, request, reply);
        }
    }

    @Override
    public KeepAliveStream keepAlive(RequestContext context, Sink<LeaseKeepAliveResponse> sink) {
        return calls.admits(context, CallGate.refusing(sink)) ? reads.keepAlive(context, sink) : REFUSED;
    }

    @Override
    public void timeToLive(
            RequestContext context, LeaseTimeToLiveRequest request, Reply<LeaseTimeToLiveResponse> reply) {
        if (calls.admits(context, reply)) {
            reads.timeToLive(request, reply);
        }
    }

    @Override
    public void leases(RequestContext context, LeaseLeasesRequest request, Reply<LeaseLeasesResponse> reply) {
        if (calls.admits(context, reply)) {
            reads.leases(context, request, reply);
        }
    }
}

package io.kvorum.engine.lease;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KeepAliveStream;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.LeaseLeasesRequest;
import io.kvorum.api.etcdserverpb.LeaseLeasesResponse;
import io.kvorum.api.etcdserverpb.LeaseStatus;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The part of {@link io.kvorum.api.Lease} that goes past the log: renewals, time left, list. Any thread; no method blocks
 * or throws.
 */
public final class LeaseReads {
    private final LeaseTable table;
    private final LeaseClock clock;
    private final LeaseAuthority authority;
    private final Supplier<Header> header;

    /** @param header of this moment: its revision is the published one (R20e) */
    public LeaseReads(LeaseTable table, LeaseClock clock, LeaseAuthority authority, Supplier<Header> header) {
        this.table = table;
        this.clock = clock;
        this.authority = authority;
        this.header = header;
    }

    /** Opens a stream of renewals (R124-R129). */
    public KeepAliveStream keepAlive(RequestContext context, Sink<LeaseKeepAliveResponse> sink) {
        return RenewalStream.open(new LeaseRenewal(table, clock, authority), header, sink);
    }

    /** Tells the time left (R130). */
    public void timeToLive(LeaseTimeToLiveRequest request, Reply<LeaseTimeToLiveResponse> reply) {
        if (authority.standing() == LeaseAuthority.Standing.FOLLOWS) {
            authority.timeToLiveAtLeader(
                    request.getID(),
                    request.getKeys(),
                    answer -> reply.complete(answer.toBuilder()
                            .setHeader(header.get().toMessage())
                            .build()),
                    reply::fail);
            return;
        }
        authority.awaitApplied(() -> answer(request, reply), reply::fail);
    }

    private void answer(LeaseTimeToLiveRequest request, Reply<LeaseTimeToLiveResponse> reply) {
        LeaseTimeToLiveResponse described = describe(request);
        // Looked at afterwards: a member that lost the leadership meanwhile has dropped its deadlines.
        if (authority.standing() == LeaseAuthority.Standing.FOLLOWS) {
            reply.fail(new KvorumException(ErrorCode.LEADER_CHANGED));
        } else {
            reply.complete(described);
        }
    }

    /** The answer for another member, or for a client here; an unknown lease is no error. */
    private LeaseTimeToLiveResponse describe(LeaseTimeToLiveRequest request) {
        LeaseTimeToLiveResponse.Builder answer = LeaseTimeToLiveResponse.newBuilder()
                .setHeader(header.get().toMessage())
                .setID(request.getID());
        LeaseRecord record = table.find(request.getID());
        if (record == null) {
            return answer.setTTL(-1).build();
        }
        if (request.getKeys()) {
            answer.addAllKeys(record.keys());
        }
        return answer.setTTL(clock.secondsLeft(record))
                .setGrantedTTL(record.lifetimeSeconds())
                .build();
    }

    /** Lists all leases, soonest end first where that is known (R134). */
    public void leases(RequestContext context, LeaseLeasesRequest request, Reply<LeaseLeasesResponse> reply) {
        record Place(long deadline, long id) {}
        List<Place> places = new ArrayList<>();
        for (LeaseRecord record : table.unordered()) {
            places.add(new Place(record.deadline(), record.id()));
        }
        places.sort(Comparator.comparingLong(Place::deadline).thenComparingLong(Place::id));
        LeaseLeasesResponse.Builder answer =
                LeaseLeasesResponse.newBuilder().setHeader(header.get().toMessage());
        for (Place place : places) {
            answer.addLeases(LeaseStatus.newBuilder().setID(place.id()));
        }
        reply.complete(answer.build());
    }
}

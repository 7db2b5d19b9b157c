package io.kvorum.engine.lease;

import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Who may speak about the time that leases have left: the leader, as far as it knows that it is one (R126, R127). Given by
 * the engine. Any thread; no method blocks; of each pair of callbacks exactly one runs, once, on any thread, possibly
 * before the method returns.
 */
public interface LeaseAuthority {
    /** What this member may do about a renewal. */
    enum Standing {
        /** It leads and heard of it lately. */
        LEADS,
        /** It leads, but its own ticker is late: it has to ask the quorum first (R127). */
        UNCONFIRMED,
        /** It does not lead: the leader has to be asked (R126). */
        FOLLOWS
    }

    /** Cheap: asked for every renewal. */
    Standing standing();

    /** Asks the quorum whether this member still leads (R127). */
    void confirmLeadership(Runnable then, Runnable onFailure);

    /**
     * Waits up to a second until what was committed before this call is applied here (R128).
     *
     * @param onFailure gets "the applied index took too long", or that the leader changed
     */
    void awaitApplied(Runnable then, Consumer<KvorumException> onFailure);

    /**
     * Asks the leader for a renewal, again and again until the request timeout (R126).
     *
     * @param lifetimeSeconds gets the granted lifetime, or 0 if there is no such lease
     */
    void renewAtLeader(long lease, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure);

    /**
     * Asks the leader for the time left (R130).
     *
     * @param answer gets the leader's answer without header
     */
    void timeToLiveAtLeader(
            long lease, boolean keys, Consumer<LeaseTimeToLiveResponse> answer, Consumer<KvorumException> onFailure);
}

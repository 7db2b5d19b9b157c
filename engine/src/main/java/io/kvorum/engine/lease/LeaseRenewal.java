package io.kvorum.engine.lease;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Decides one renewal (R124-R128). In the usual case, a known lease at a leader, the answer is given before the call
 * returns, without waiting for the apply lane or any other.
 */
record LeaseRenewal(LeaseTable table, LeaseClock clock, LeaseAuthority authority) {
    /**
     * Renews a lease. Any thread; exactly one of the two callbacks runs, once, on any thread.
     *
     * @param lifetimeSeconds gets the granted lifetime, or 0 if there is no such lease any more
     */
    void renew(long lease, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        switch (authority.standing()) {
            case LEADS -> renewHere(lease, Trust.STANDING, lifetimeSeconds, onFailure);
            case UNCONFIRMED -> confirmAndRenew(lease, lifetimeSeconds, onFailure);
            case FOLLOWS -> authority.renewAtLeader(lease, lifetimeSeconds, onFailure);
        }
    }

    /** On what this member's right to renew rests. */
    private enum Trust {
        /** It heard of its quorum lately, as far as it can tell. */
        STANDING,
        /** The quorum was asked for this renewal; all that was committed is applied here. */
        CONFIRMED
    }

    private void confirmAndRenew(long lease, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        authority.confirmLeadership(
                () -> {
                    // The round also succeeds if another member leads by now.
                    if (authority.standing() == LeaseAuthority.Standing.FOLLOWS) {
                        authority.renewAtLeader(lease, lifetimeSeconds, onFailure);
                    } else {
                        renewHere(lease, Trust.CONFIRMED, lifetimeSeconds, onFailure);
                    }
                },
                () -> onFailure.accept(new KvorumException(ErrorCode.NOT_PRIMARY_LESSOR)));
    }

    private void renewHere(long lease, Trust trust, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        LeaseRecord record = table.find(lease);
        if (record == null) {
            if (trust == Trust.CONFIRMED) {
                lifetimeSeconds.accept(0);
            } else {
                awaitGrant(lease, lifetimeSeconds, onFailure);
            }
            return;
        }
        switch (clock.renew(record)) {
            case DONE -> {
                // This member may have slept since it looked at its standing, for long enough to be replaced.
                if (trust == Trust.STANDING && authority.standing() != LeaseAuthority.Standing.LEADS) {
                    confirmAndRenew(lease, lifetimeSeconds, onFailure);
                } else {
                    lifetimeSeconds.accept(record.lifetimeSeconds());
                }
            }
            case EXPIRED -> clock.awaitEnd(record, () -> afterEnd(lease, record, lifetimeSeconds, onFailure));
            // It leads, but has not applied the first entry of its term; or it leads no more.
            case NOT_LEADING -> authority.renewAtLeader(lease, lifetimeSeconds, onFailure);
        }
    }

    /** The lease may have been granted a moment ago (R128). */
    private void awaitGrant(long lease, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        authority.awaitApplied(() -> renewHere(lease, Trust.CONFIRMED, lifetimeSeconds, onFailure), failure -> {
            if (failure.is(ErrorCode.LEADER_CHANGED)) {
                authority.renewAtLeader(lease, lifetimeSeconds, onFailure);
            } else {
                onFailure.accept(failure);
            }
        });
    }

    private void afterEnd(
            long lease, LeaseRecord record, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        if (record.revoked() && table.find(lease) == null) {
            lifetimeSeconds.accept(0);
        } else {
            // It lives on in a state that was taken over from another member, or leadership ended first: whoever leads
            // now has given the lease a new deadline (R131).
            authority.renewAtLeader(lease, lifetimeSeconds, onFailure);
        }
    }
}

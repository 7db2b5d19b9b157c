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
            case LEADS -> renewHere(lease, false, lifetimeSeconds, onFailure);
            case UNCONFIRMED ->
                authority.confirmLeadership(
                        () -> renewHere(lease, false, lifetimeSeconds, onFailure),
                        () -> onFailure.accept(new KvorumException(ErrorCode.NOT_PRIMARY_LESSOR)));
            case FOLLOWS -> authority.renewAtLeader(lease, lifetimeSeconds, onFailure);
        }
    }

    private void renewHere(
            long lease, boolean applied, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        LeaseRecord record = table.find(lease);
        if (record == null) {
            if (applied) {
                lifetimeSeconds.accept(0);
                return;
            }
            // It may have been granted a moment ago (R128).
            authority.awaitApplied(
                    () -> renewHere(lease, true, lifetimeSeconds, onFailure),
                    () -> onFailure.accept(new KvorumException(ErrorCode.TIMEOUT_WAITING_FOR_APPLIED_INDEX)));
            return;
        }
        switch (clock.renew(record)) {
            case DONE -> lifetimeSeconds.accept(record.lifetimeSeconds());
            case EXPIRED -> clock.awaitEnd(record, () -> afterEnd(lease, record, lifetimeSeconds, onFailure));
            // It leads, but has not applied the first entry of its term.
            case NOT_LEADING -> onFailure.accept(new KvorumException(ErrorCode.NOT_PRIMARY_LESSOR));
        }
    }

    private void afterEnd(
            long lease, LeaseRecord record, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        if (record.revoked()) {
            lifetimeSeconds.accept(0);
        } else {
            // The leadership ended first: whoever leads now has given the lease a new deadline (R131).
            authority.renewAtLeader(lease, lifetimeSeconds, onFailure);
        }
    }
}

package io.kvorum.engine.membership;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.runtime.Metrics;

/** Promotions of learners that this member decided as the leader, under etcd's names. Any thread. */
final class PromotionMeters {
    private final Metrics metrics;
    private final Metrics.Counter successes;

    PromotionMeters(Metrics metrics) {
        this.metrics = metrics;
        this.successes = metrics.counter(
                "etcd_server_learner_promote_successes",
                "The total number of successful learner promotions while this member is leader.");
    }

    void succeeded(MembershipChange change) {
        if (change instanceof MembershipChange.Promote) {
            successes.increment();
        }
    }

    /** Who is no leader decides nothing, so that is not counted. Reasons are few: the texts of error codes. */
    void refused(MembershipChange change, KvorumException failure) {
        if (change instanceof MembershipChange.Promote && !failure.is(ErrorCode.NOT_LEADER)) {
            metrics.counter(
                            "etcd_server_learner_promote_failures",
                            "The total number of failed learner promotions (likely learner not ready) while this member is leader.",
                            "Reason",
                            reason(failure))
                    .increment();
        }
    }

    /** etcd's label has the words of its inner errors, which are not always those that clients read. */
    private static String reason(KvorumException failure) {
        if (failure.is(ErrorCode.MEMBER_NOT_FOUND)) {
            return "membership: ID not found";
        }
        return failure.is(ErrorCode.MEMBER_NOT_LEARNER)
                ? "membership: can only promote a learner member"
                : failure.text();
    }
}

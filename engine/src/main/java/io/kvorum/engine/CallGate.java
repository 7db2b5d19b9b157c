package io.kvorum.engine;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.spi.MemberId;

/** What every call is checked for before its own rules (R395). Any thread. */
final class CallGate {
    private final MemberId self;
    private final ClusterState cluster;
    private final LeaderView leader;

    CallGate(MemberId self, ClusterState cluster, LeaderView leader) {
        this.self = self;
        this.cluster = cluster;
        this.leader = leader;
    }

    /** Whether the call may go on; if not, its reply has the reason. */
    boolean admits(RequestContext context, Reply<?> reply) {
        if (cluster.view().isLearner(self)) {
            reply.fail(new KvorumException(ErrorCode.NOT_SUPPORTED_FOR_LEARNER));
            return false;
        }
        return admitsAtLearner(context, reply);
    }

    /** The same for a call that learners serve as well (R284). */
    boolean admitsAtLearner(RequestContext context, Reply<?> reply) {
        if (context.requireLeader() && !leader.isKnown()) {
            reply.fail(new KvorumException(ErrorCode.NO_LEADER));
            return false;
        }
        return true;
    }

    /** Runs a check that throws what the caller did wrong; false if it did. */
    static boolean passes(Runnable check, Reply<?> reply) {
        try {
            check.run();
            return true;
        } catch (KvorumException refusal) {
            reply.fail(refusal);
            return false;
        }
    }

    /** The reply of a check of a stream: it never completes, and fails the stream. */
    static Reply<Void> refusing(Sink<?> sink) {
        return new Reply<>() {
            @Override
            public void complete(Void nothing) {
                throw new IllegalStateException("a check has no answer");
            }

            @Override
            public void fail(KvorumException failure) {
                sink.fail(failure);
            }
        };
    }
}

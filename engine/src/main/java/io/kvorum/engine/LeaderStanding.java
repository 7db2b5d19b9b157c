package io.kvorum.engine;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.engine.lease.LeaseAuthority;
import io.kvorum.engine.read.ReadGate;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.runtime.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What leases may believe of this member's leadership (R126, R127). By itself it asks nobody: to renew at the leader fails
 * as "not leader". Any thread.
 */
final class LeaderStanding implements LeaseAuthority {
    /** A leader that heard of its quorum this many heartbeats ago or longer has to ask again (R127). */
    private static final int HEARTBEATS_TRUSTED = 3;

    private final LeaderView leader;
    private final Consensus consensus;
    private final Clock clock;
    private final long trustedNanoseconds;
    private final ReadGate confirmation;
    private final ReadGate application;

    /**
     * @param confirmation waits as long as a request may
     * @param application waits no longer than a second (R128)
     */
    LeaderStanding(
            LeaderView leader,
            Consensus consensus,
            Clock clock,
            Duration heartbeatInterval,
            ReadGate confirmation,
            ReadGate application) {
        this.leader = leader;
        this.consensus = consensus;
        this.clock = clock;
        this.trustedNanoseconds =
                heartbeatInterval.multipliedBy(HEARTBEATS_TRUSTED).toNanos();
        this.confirmation = confirmation;
        this.application = application;
    }

    @Override
    public Standing standing() {
        if (!leader.isSelf()) {
            return Standing.FOLLOWS;
        }
        ConsensusStatus status = consensus.status();
        if (status.role() != ConsensusStatus.Role.LEADER) {
            return Standing.FOLLOWS;
        }
        return clock.nanoseconds() - status.lastQuorumNanoseconds() < trustedNanoseconds
                ? Standing.LEADS
                : Standing.UNCONFIRMED;
    }

    @Override
    public void confirmLeadership(Runnable then, Runnable onFailure) {
        enter(confirmation, then, failure -> onFailure.run());
    }

    @Override
    public void awaitApplied(Runnable then, Consumer<KvorumException> onFailure) {
        enter(
                application,
                then,
                failure -> onFailure.accept(
                        failure.is(ErrorCode.TIMEOUT)
                                ? new KvorumException(ErrorCode.TIMEOUT_WAITING_FOR_APPLIED_INDEX)
                                : failure));
    }

    @Override
    public void renewAtLeader(long lease, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        onFailure.accept(new KvorumException(ErrorCode.NOT_LEADER));
    }

    @Override
    public void timeToLiveAtLeader(
            long lease, boolean keys, Consumer<LeaseTimeToLiveResponse> answer, Consumer<KvorumException> onFailure) {
        onFailure.accept(new KvorumException(ErrorCode.NOT_LEADER));
    }

    private static void enter(ReadGate gate, Runnable then, Consumer<KvorumException> otherwise) {
        gate.enter(new ReadGate.Passage() {
            @Override
            public void pass() {
                then.run();
            }

            @Override
            public void refuse(KvorumException failure) {
                otherwise.accept(failure);
            }
        });
    }
}

package io.kvorum.engine.maintenance;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.DowngradeInfo;
import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.ClusterView;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageStats;
import java.util.function.LongSupplier;

/**
 * What a member tells of itself, from what it knows without asking anybody (R307).
 *
 * @param appliedIndex how far this member has applied; any thread
 */
public record MemberStatus(
        EngineConfig config,
        Consensus consensus,
        ClusterState cluster,
        LeaderView leader,
        StorageBackend backend,
        LongSupplier appliedIndex) {
    /** Shown where no quota holds, as etcd shows the negative number that switches it off. */
    private static final long QUOTA_OFF = -1;

    /** Any thread; never blocks. */
    public StatusResponse describe(Header header) {
        // The applied index first: it must not seem to be ahead of what is committed.
        long applied = appliedIndex.getAsLong();
        ConsensusStatus status = consensus.status();
        StorageStats sizes = backend.stats();
        ClusterView view = cluster.view();
        StatusResponse.Builder answer = StatusResponse.newBuilder()
                .setHeader(header.toMessage())
                .setVersion(config.serverVersion())
                .setDbSize(sizes.onDisk())
                .setDbSizeInUse(sizes.inUse())
                .setDbSizeQuota(config.quotaBytes() == EngineConfig.NO_QUOTA ? QUOTA_OFF : config.quotaBytes())
                .setLeader(leader.leader().map(MemberId::value).orElse(0L))
                .setRaftIndex(status.commitIndex())
                .setRaftTerm(status.term())
                .setRaftAppliedIndex(applied)
                .setIsLearner(view.isLearner(config.memberId()))
                .setStorageVersion(view.version().orElse(""))
                .setDowngradeInfo(DowngradeInfo.getDefaultInstance());
        if (!leader.isKnown()) {
            answer.addErrors(ErrorCode.NO_LEADER.text());
        }
        consensus.troubles().forEach(answer::addErrors);
        for (AlarmMember alarm : view.alarms()) {
            answer.addErrors(
                    "memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " alarm:" + alarm.getAlarm() + " ");
        }
        return answer.build();
    }
}

package io.kvorum.engine.admission;

import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.command.Operation;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.StorageBackend;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the backend has room under its quota (R306). The size is looked up a few times a second and what was written
 * since is added, so that asking costs nothing. It may change a reply and raise an alarm, never an effect.
 */
public final class SpaceCheck {
    private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(250);
    private static final long PUT_OVERHEAD = 256;
    private static final long LEASE_COST = 64;

    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final StorageBackend backend;
    private final Proposals proposals;
    private final AtomicBoolean raising = new AtomicBoolean();
    private volatile long sampled;
    private volatile long writtenSince;

    public SpaceCheck(EngineConfig config, NodeRuntime runtime, StorageBackend backend, Proposals proposals) {
        this.config = config;
        this.runtime = runtime;
        this.backend = backend;
        this.proposals = proposals;
        this.sampled = backend.stats().onDisk();
    }

    /** Begins to look at the size on the apply lane, which is also the one that writes. */
    public void start(Lane applyLane) {
        sample(applyLane);
    }

    /** Apply lane: so many bytes were written. */
    public void noteWritten(long bytes) {
        writtenSince += bytes;
    }

    /** Size of the backend with what was written since it was looked up. Any thread. */
    public long used() {
        return sampled + writtenSince;
    }

    /** Whether a request of this cost does not fit any more; if so the alarm is raised. Any thread. */
    public boolean isExceededBy(long cost) {
        if (config.quotaBytes() == EngineConfig.NO_QUOTA || used() + cost < config.quotaBytes()) {
            return false;
        }
        if (raising.compareAndSet(false, true)) {
            proposals.proposeInternal(
                    Operation.ALARM,
                    AlarmRequest.newBuilder()
                            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                            .setMemberID(config.memberId().value())
                            .setAlarm(AlarmType.NOSPACE)
                            .build(),
                    0);
        }
        return true;
    }

    /** Cost of a put. */
    public static long cost(PutRequest request) {
        return PUT_OVERHEAD + request.getKey().size() + request.getValue().size();
    }

    /** Cost of a transaction: that of the costlier branch; 0 if nothing is put (R92). */
    public static long cost(TxnRequest request) {
        return Math.max(cost(request.getSuccessList()), cost(request.getFailureList()));
    }

    /** Cost of a lease. */
    public static long leaseCost() {
        return LEASE_COST;
    }

    /** Whether a transaction puts something in either branch, nested ones included (R304). */
    public static boolean putsSomething(TxnRequest request) {
        return putsSomething(request.getSuccessList()) || putsSomething(request.getFailureList());
    }

    private static boolean putsSomething(List<RequestOp> operations) {
        for (RequestOp operation : operations) {
            if (operation.hasRequestPut() || operation.hasRequestTxn() && putsSomething(operation.getRequestTxn())) {
                return true;
            }
        }
        return false;
    }

    private static long cost(List<RequestOp> operations) {
        long sum = 0;
        for (RequestOp operation : operations) {
            if (operation.hasRequestPut()) {
                sum += cost(operation.getRequestPut());
            } else if (operation.hasRequestTxn()) {
                sum += cost(operation.getRequestTxn());
            }
        }
        return sum;
    }

    private void sample(Lane lane) {
        sampled = backend.stats().onDisk();
        writtenSince = 0;
        raising.set(false);
        runtime.schedule(lane, SAMPLE_INTERVAL, () -> sample(lane));
    }
}

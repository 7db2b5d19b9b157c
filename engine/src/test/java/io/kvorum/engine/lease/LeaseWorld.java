package io.kvorum.engine.lease;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import io.kvorum.spi.storage.WriteBatch;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The leases of one member in virtual time, with an apply lane that can be stopped. */
final class LeaseWorld implements LeaseAuthority {
    static final Duration ELECTION = Duration.ofSeconds(1);
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(7);

    final Simulation simulation;
    final FakeLeaseRows rows = new FakeLeaseRows();
    /** When each lease was revoked, in virtual nanoseconds. */
    final Map<Long, Long> ends = new TreeMap<>();

    final List<Long> proposals = new ArrayList<>();
    SimulatedRuntime runtime;
    LeaseClock clock;
    LeaseTable table;
    LeaseReads reads;
    Standing standing = Standing.LEADS;
    /** What the next look but one sees; null for the same. */
    Standing standingAfterFirstLook;

    long revision = 1;
    boolean applying = true;
    boolean quorum = true;
    boolean appliedInTime = true;
    private int lives;

    LeaseWorld(long seed) {
        simulation = new Simulation(seed);
        start();
    }

    /** A member begins with what is stored; it does not lead yet. */
    void start() {
        if (runtime != null) {
            runtime.crash();
        }
        runtime = new SimulatedRuntime(simulation, "n1." + lives++, Path.of("unused"));
        clock = new LeaseClock(runtime, ELECTION, REQUEST_TIMEOUT, this::proposeExpiry);
        table = new LeaseTable(runtime.metrics(), clock);
        table.restore(rows);
        reads = new LeaseReads(table, clock, this, () -> new Header(1, 2, revision, 3));
    }

    private void proposeExpiry(long lease, long term) {
        proposals.add(lease);
        if (applying) {
            SimulatedRuntime life = runtime;
            simulation.after(Duration.ofMillis(5), () -> {
                if (life == runtime && table.exists(lease)) {
                    revoke(lease);
                }
            });
        }
    }

    void grant(long id, long seconds) {
        table.applyGrant(id, seconds);
        published();
    }

    List<ByteString> revoke(long id) {
        List<ByteString> keys = table.applyRevoke(id);
        ends.put(id, simulation.nanoseconds());
        revision += keys.isEmpty() ? 0 : 1;
        published();
        return keys;
    }

    void published() {
        WriteBatch batch = new WriteBatch();
        table.writeTo(batch);
        rows.apply(batch);
        table.afterPublication();
    }

    void attach(String key, long lease) {
        table.attach(ByteString.copyFromUtf8(key), lease);
    }

    void run(double seconds) {
        simulation.runFor(Duration.ofMillis((long) (seconds * 1000)));
    }

    @Override
    public Standing standing() {
        Standing seen = standing;
        if (standingAfterFirstLook != null) {
            standing = standingAfterFirstLook;
            standingAfterFirstLook = null;
        }
        return seen;
    }

    @Override
    public void confirmLeadership(Runnable then, Runnable onFailure) {
        (quorum ? then : onFailure).run();
    }

    @Override
    public void awaitApplied(Runnable then, Consumer<KvorumException> onFailure) {
        if (appliedInTime) {
            then.run();
        } else {
            onFailure.accept(new KvorumException(ErrorCode.TIMEOUT_WAITING_FOR_APPLIED_INDEX));
        }
    }

    @Override
    public void renewAtLeader(long lease, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        lifetimeSeconds.accept(4711);
    }

    @Override
    public void timeToLiveAtLeader(
            long lease, boolean keys, Consumer<LeaseTimeToLiveResponse> answer, Consumer<KvorumException> onFailure) {
        answer.accept(
                LeaseTimeToLiveResponse.newBuilder().setID(lease).setTTL(4711).build());
    }
}

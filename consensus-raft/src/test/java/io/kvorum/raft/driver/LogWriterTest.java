package io.kvorum.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.raft.core.HardState;
import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.core.RecoveredState;
import io.kvorum.raft.membership.MembershipRecord;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.wal.WriteAheadLog;
import io.kvorum.tck.FixedWalContext;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.DiskObserver;
import io.kvorum.tck.sim.DiskStep;
import io.kvorum.tck.sim.SimulatedCrash;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.SimulatedWalFactory;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a crash in the midst of a batch leaves. */
final class LogWriterTest {
    private static final Path WAL = Path.of("/member/wal");
    private static final Bytes MEMBERS = new MembershipRecord(Membership.EMPTY, Bytes.EMPTY).encode();

    private final Simulation simulation = new Simulation(1);
    private SimulatedDisk disk;
    private int lives;

    @Test
    void anEntryThatIsOverruledIsNeverCalledCommittedByTheBatchThatOverrulesIt() {
        for (long step = 1; step < 40; step++) {
            RecoveredState recovered = crashAt(
                    step,
                    new StoreBatch(1, state(2, 1), entries(2, 1, 3), Optional.empty()),
                    new StoreBatch(2, state(3, 5), entries(3, 2, 5), Optional.empty()));
            long commit = recovered.hardState().commit();
            for (long index = 2; index <= commit; index++) {
                assertThat(recovered.termRuns().termAt(index))
                        .as("crash at step %d", step)
                        .isEqualTo(3);
            }
        }
    }

    @Test
    void aChangeOfMembersIsNeverFoundWithoutTheCommitOfTheOneBefore() {
        List<LogEntry> entries = List.of(
                new LogEntry(1, 1, LogEntry.Kind.MEMBERSHIP, MEMBERS),
                new LogEntry(2, 1, LogEntry.Kind.COMMAND, Bytes.EMPTY),
                new LogEntry(3, 1, LogEntry.Kind.MEMBERSHIP, MEMBERS),
                new LogEntry(4, 1, LogEntry.Kind.COMMAND, Bytes.EMPTY));
        for (long step = 1; step < 30; step++) {
            RecoveredState recovered = crashAt(step, new StoreBatch(1, state(1, 4), entries, Optional.empty()));
            if (recovered.termRuns().lastIndex() >= 3) {
                assertThat(recovered.hardState().commit())
                        .as("crash at step %d", step)
                        .isGreaterThanOrEqualTo(2);
            }
        }
    }

    private static HardState state(long term, long commit) {
        return new HardState(term, Optional.of(new MemberId(7)), commit);
    }

    private static List<LogEntry> entries(long term, long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(index -> new LogEntry(index, term, LogEntry.Kind.COMMAND, Bytes.utf8("x")))
                .toList();
    }

    /** Stores the batches until a step of the disk, after which the process is gone; what the next life finds. */
    private RecoveredState crashAt(long step, StoreBatch... batches) {
        disk = new SimulatedDisk(simulation.random("disk"));
        SimulatedRuntime runtime = newLife();
        LogReplay empty = new LogReplay(AppliedState.NONE);
        LogWriter writer = new LogWriter(
                runtime,
                runtime.lane("wal", 16),
                open(runtime, empty),
                empty.index(),
                empty.hardState(),
                0,
                new RaftMetrics(runtime.metrics(), new RaftStatus()),
                runtime.lane("raft", 16).signal(() -> {}));
        long first = disk.steps();
        disk.observe(new DiskObserver() {
            @Override
            public void after(DiskStep done) {
                if (done.number() == first + step) {
                    runtime.crash();
                    disk.crash(CrashLoss.NOTHING);
                    throw new SimulatedCrash("at step " + step);
                }
            }
        });
        for (StoreBatch batch : batches) {
            writer.store(batch);
            simulation.settle();
        }
        disk.observe(new DiskObserver() {});
        disk.crash(CrashLoss.NOTHING);
        LogReplay replay = new LogReplay(AppliedState.NONE);
        open(newLife(), replay);
        return replay.recovered();
    }

    private SimulatedRuntime newLife() {
        lives++;
        return new SimulatedRuntime(simulation, "n" + lives, WAL.getParent());
    }

    private WriteAheadLog open(SimulatedRuntime runtime, LogReplay replay) {
        return new SimulatedWalFactory(disk)
                .create(Config.defaults(List.of()), new FixedWalContext(runtime, WAL, 1 << 20))
                .open(replay);
    }
}

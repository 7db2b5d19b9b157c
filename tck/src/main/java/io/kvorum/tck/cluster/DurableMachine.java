package io.kvorum.tck.cluster;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedFile;
import io.kvorum.tck.sim.SimulatedRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the commands it was given, on a simulated disk: what was not made durable is lost in a crash, a snapshot that was
 * taken over too. Tells the history of what it applies.
 */
public final class DurableMachine implements ReplicatedStateMachine {
    private static final Path STATE = Path.of("/member/data/state");

    private final String member;
    private final Lane lane;
    private final Lane writing;
    private final SimulatedDisk disk;
    private final AppliedHistory history;
    private final List<Bytes> commands;
    private final List<CommittedEntry.MembershipChanged> changes = new ArrayList<>();
    private AppliedState applied;
    private ReceivedSnapshot receiving;
    private Optional<MemberId> leader = Optional.empty();
    private long leadingTerm;
    private int installs;
    private int openSources;
    private boolean becomingDurable;

    /** A machine with what is durable on {@code disk}. */
    DurableMachine(String member, SimulatedRuntime runtime, SimulatedDisk disk, AppliedHistory history) {
        this.member = member;
        this.lane = runtime.lane("apply", 1024);
        this.writing = runtime.lane("data", 1024);
        this.disk = disk;
        this.history = history;
        MachineState state = MachineState.EMPTY;
        if (disk.exists(STATE)) {
            SimulatedFile file = disk.open(STATE);
            state = MachineState.decode(file.read(0, file.size()));
        }
        this.applied = state.applied();
        this.commands = new ArrayList<>(state.commands());
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public AppliedState applied() {
        return applied;
    }

    @Override
    public void apply(List<CommittedEntry> entries) {
        requireLane("apply");
        for (CommittedEntry entry : entries) {
            if (entry.index() != applied.index() + 1) {
                history.violation("CON-2: member " + member + ": entry " + entry.index() + " after " + applied.index());
            }
            history.applied(member, entry);
            if (entry instanceof CommittedEntry.Command command) {
                commands.add(command.payload());
            } else if (entry instanceof CommittedEntry.MembershipChanged change) {
                changes.add(change);
            }
            applied = applied.after(entry);
        }
    }

    @Override
    public CompletionStage<Long> makeDurable() {
        requireLane("makeDurable");
        if (becomingDurable) {
            history.violation("member " + member + ": makeDurable while another call of it was in flight");
        }
        becomingDurable = true;
        MachineState state = new MachineState(applied, commands);
        CompletableFuture<Long> done = new CompletableFuture<>();
        writing.offer(() -> {
            Path next = STATE.resolveSibling("next");
            disk.delete(next);
            SimulatedFile file = disk.open(next);
            file.append(state.encode());
            file.sync();
            disk.rename(next, STATE);
            becomingDurable = false;
            done.complete(state.applied().index());
        });
        return done;
    }

    @Override
    public CompletionStage<SnapshotSource> snapshot() {
        requireLane("snapshot");
        openSources++;
        byte[] content = new MachineState(applied, commands).encode();
        SentSnapshot source = new SentSnapshot(applied, content, () -> openSources--);
        CompletableFuture<SnapshotSource> done = new CompletableFuture<>();
        writing.offer(() -> done.complete(source));
        return done;
    }

    @Override
    public SnapshotSink beginInstall(SnapshotMeta meta) {
        requireLane("beginInstall");
        if (receiving != null && receiving.isOf(meta)) {
            return receiving;
        }
        if (receiving != null) {
            receiving.abort();
        }
        receiving = new ReceivedSnapshot(meta, writing, disk, this::replace);
        return receiving;
    }

    private void replace(MachineState state) {
        requireLane("install");
        if (state.applied().index() <= applied.index()) {
            history.violation(
                    "member " + member + ": a snapshot of " + state.applied() + " was taken over at " + applied);
        }
        applied = state.applied();
        commands.clear();
        commands.addAll(state.commands());
        installs++;
    }

    @Override
    public void onLeaderChanged(Optional<MemberId> newLeader, long term) {
        requireLane("onLeaderChanged");
        leader = newLeader;
    }

    @Override
    public void onLeading(long term) {
        requireLane("onLeading");
        leadingTerm = term;
    }

    private void requireLane(String call) {
        if (!lane.isCurrent()) {
            history.violation("CON-7: " + call + " of member " + member + " outside the machine's lane");
        }
    }

    /** Payloads of the commands, in order. */
    public List<Bytes> commands() {
        return List.copyOf(commands);
    }

    public int commandCount() {
        return commands.size();
    }

    /** Changes of membership that were applied in this life. */
    public List<CommittedEntry.MembershipChanged> changes() {
        return List.copyOf(changes);
    }

    /** The leader as it was last told. */
    public Optional<MemberId> leader() {
        return leader;
    }

    /** The last term that this member led, with all earlier entries applied; 0 if none in this life. */
    public long leadingTerm() {
        return leadingTerm;
    }

    /** Snapshots that were taken over in this life. */
    public int installs() {
        return installs;
    }

    /** Snapshots that were given out and not closed yet. */
    public int openSources() {
        return openSources;
    }
}

package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Signal;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The smallest single voter with a log. With a {@link ConsensusFlaw} it breaks one rule; without, none. */
final class LoggedConsensus implements Consensus {
    private static final byte ENTRY = 1;
    private static final byte TERM = 2;
    private static final int RELEASE_EVERY = 500;

    private final ConsensusContext context;
    private final ConsensusFlaw flaw;
    private final Lane lane;
    private final NavigableMap<Long, Stored> entries = new TreeMap<>();
    private ReplicatedStateMachine machine;
    private WriteAheadLog log;
    private Signal sync;
    private Signal deliver;
    private SpaceState space = SpaceState.OK;
    private long term;
    private long lastIndex;
    private long committed;
    private long delivered;
    private long askedDurable;
    private long firstOfTerm;
    private long proposals;
    private boolean led;
    private boolean closed;

    LoggedConsensus(ConsensusContext context, ConsensusFlaw flaw) {
        this.context = context;
        this.flaw = flaw;
        this.lane = context.runtime().lane("consensus", 10_000);
    }

    private record Stored(long lsn, CommittedEntry entry) {}

    @Override
    public void start(ReplicatedStateMachine startedMachine) {
        machine = startedMachine;
        sync = lane.signal(this::sync);
        AppliedState applied = machine.applied();
        log = context.log().open(this::replay);
        log.onSpace(state -> space = state);
        lastIndex = Math.max(applied.index(), entries.isEmpty() ? 0 : entries.lastKey());
        term = Math.max(term, applied.term()) + 1;
        delivered = flaw == ConsensusFlaw.CON_2_DELIVERS_AGAIN ? 0 : applied.index();
        deliver = (flaw == ConsensusFlaw.CON_7_FOREIGN_LANE ? lane : machine.lane()).signal(this::deliver);
        log.append(TERM, Bytes.wrap(ByteBuffer.allocate(8).putLong(term).array()));
        if (lastIndex == 0 && context.bootstrap() instanceof Bootstrap.New first) {
            Member self = first.membership().members().get(0);
            append(2, Bytes.EMPTY, self.peerUrls().get(0));
        } else {
            append(0, Bytes.EMPTY, "");
        }
        firstOfTerm = lastIndex;
        log.sync();
        committed = lastIndex;
        deliver.raise();
    }

    private void replay(long lsn, byte type, ByteBuffer payload) {
        term = Math.max(term, payload.getLong());
        if (type == ENTRY) {
            long entryTerm = term;
            long index = payload.getLong();
            byte kind = payload.get();
            byte[] contextBytes = new byte[payload.getInt()];
            payload.get(contextBytes);
            String address = Bytes.copyOf(payload).toUtf8();
            entries.put(index, new Stored(lsn, entry(index, entryTerm, kind, Bytes.wrap(contextBytes), address)));
        }
    }

    /** Kind 0 is blank, 1 a command, 2 a membership. */
    private CommittedEntry entry(long index, long entryTerm, int kind, Bytes bytes, String address) {
        return switch (kind) {
            case 0 -> new CommittedEntry.Blank(index, entryTerm);
            case 1 -> new CommittedEntry.Command(index, entryTerm, bytes);
            default ->
                new CommittedEntry.MembershipChanged(
                        index,
                        entryTerm,
                        new Membership(List.of(new Member(context.memberId(), List.of(address), false)), List.of()),
                        bytes);
        };
    }

    private void append(int kind, Bytes bytes, String address) {
        long index = lastIndex + 1;
        ByteBuffer head = ByteBuffer.allocate(21);
        head.putLong(term).putLong(index).put((byte) kind).putInt(bytes.length());
        long lsn = log.append(ENTRY, Bytes.wrap(head.array()), bytes, Bytes.utf8(address));
        long shownTerm = flaw == ConsensusFlaw.CON_10_WRONG_TERM ? term + 1 : term;
        entries.put(index, new Stored(lsn, entry(index, shownTerm, kind, bytes, address)));
        lastIndex = index;
    }

    @Override
    public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
        proposals++;
        if (flaw == ConsensusFlaw.CON_4_CERTAIN_BUT_WRONG && proposals % 7 == 0) {
            onFailure.accept(new ProposalFailure.Dropped("it will be applied all the same"));
        }
        submit(1, command, "", kind, onFailure);
    }

    @Override
    public void changeMembership(MembershipChange change, Bytes changeContext, Consumer<ProposalFailure> onFailure) {
        String address = ((MembershipChange.UpdateAddresses) change).peerUrls().get(0);
        submit(2, changeContext, address, ProposalKind.INTERNAL, onFailure);
    }

    private void submit(int kind, Bytes bytes, String address, ProposalKind who, Consumer<ProposalFailure> onFailure) {
        if (!lane.offer(() -> take(kind, bytes, address, who, onFailure))) {
            onFailure.accept(new ProposalFailure.Overloaded());
        }
    }

    private void take(int kind, Bytes bytes, String address, ProposalKind who, Consumer<ProposalFailure> onFailure) {
        if (closed) {
            onFailure.accept(new ProposalFailure.Dropped("the member stops"));
            return;
        }
        if (who == ProposalKind.CLIENT && space == SpaceState.LOW) {
            onFailure.accept(new ProposalFailure.NoSpace());
            return;
        }
        try {
            append(kind, bytes, address);
            sync.raise();
            if (flaw == ConsensusFlaw.CON_3_APPLIES_BEFORE_SYNC) {
                committed = lastIndex;
                deliver.raise();
            }
        } catch (WalFullException full) {
            onFailure.accept(new ProposalFailure.NoSpace());
        } catch (WalFailedException failure) {
            context.runtime().halt("the log failed", failure);
        }
    }

    private void sync() {
        if (closed) {
            return;
        }
        long appended = lastIndex;
        try {
            log.sync();
        } catch (WalFailedException failure) {
            context.runtime().halt("the log failed", failure);
            return;
        }
        committed = appended;
        deliver.raise();
    }

    private void deliver() {
        if (!led) {
            machine.onLeaderChanged(Optional.of(context.memberId()), term);
        }
        List<CommittedEntry> batch = entries.subMap(delivered + 1, true, committed, true).values().stream()
                .map(Stored::entry)
                .toList();
        delivered = committed;
        machine.apply(batch);
        if (!led && delivered >= firstOfTerm) {
            led = true;
            machine.onLeading(term);
        }
        if (delivered - askedDurable >= RELEASE_EVERY) {
            askedDurable = delivered;
            long applied = delivered;
            machine.makeDurable()
                    .thenAccept(durable ->
                            lane.offer(() -> release(flaw == ConsensusFlaw.CON_6_RELEASES_ALL ? applied : durable)));
        }
    }

    private void release(long durable) {
        if (closed) {
            return;
        }
        Stored kept = entries.get(durable + 1);
        long termLsn =
                log.append(TERM, Bytes.wrap(ByteBuffer.allocate(8).putLong(term).array()));
        log.sync();
        log.releaseBefore(kept == null ? termLsn : kept.lsn());
        entries.headMap(durable, true).clear();
    }

    @Override
    public CompletionStage<Long> readIndex() {
        return CompletableFuture.completedFuture(flaw == ConsensusFlaw.CON_5_STALE_READ_INDEX ? 1 : committed);
    }

    @Override
    public CompletionStage<Void> transferLeadership(MemberId to) {
        return CompletableFuture.failedFuture(new ConsensusException(new ProposalFailure.Dropped("nobody else")));
    }

    @Override
    public ConsensusStatus status() {
        return new ConsensusStatus(
                ConsensusStatus.Role.LEADER,
                Optional.of(context.memberId()),
                term,
                committed,
                lastIndex,
                context.runtime().clock().nanoseconds(),
                List.of());
    }

    @Override
    public void close() {
        closed = true;
        if (log != null) {
            log.close();
        }
    }
}

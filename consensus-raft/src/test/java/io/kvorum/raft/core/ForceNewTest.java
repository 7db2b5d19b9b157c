package io.kvorum.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.raft.membership.MembershipRecord;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ForceNewTest {
    private static final MemberId SELF = new MemberId(1);
    private static final Membership THREE = new Membership(
            LongStream.rangeClosed(1, 3)
                    .mapToObj(id -> new Member(new MemberId(id), List.of("http://m" + id), false))
                    .toList(),
            List.of());
    private static final LogEntry MEMBERS =
            new LogEntry(1, 1, LogEntry.Kind.MEMBERSHIP, new MembershipRecord(THREE, Bytes.EMPTY).encode());
    private static final LogEntry BLANK = new LogEntry(2, 2, LogEntry.Kind.BLANK, Bytes.EMPTY);

    /** It led in term 4 after an attempt of the same kind, wrote an entry there, and lost that before a sync. */
    @Test
    void aRepetitionWritesNothingInATermInWhichThisMemberMayHaveLed() {
        Ready ready = forceNew(new HardState(4, Optional.of(SELF), 1));

        assertThat(ready.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.index()).isEqualTo(3);
            assertThat(entry.kind()).isEqualTo(LogEntry.Kind.MEMBERSHIP);
            assertThat(entry.term()).isGreaterThan(4);
        });
        assertThat(ready.hardState().orElseThrow().term()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void theOnlyMemberIsLeftAndTheOthersNeverComeBack() {
        RaftCore core = recovered(new HardState(2, Optional.empty(), 1));
        core.forceNew();

        assertThat(core.membership().members()).extracting(Member::id).containsExactly(SELF);
        assertThat(core.membership().removed()).containsExactly(new MemberId(2), new MemberId(3));
        assertThat(core.commitIndex()).isEqualTo(3);
    }

    private static Ready forceNew(HardState before) {
        RaftCore core = recovered(before);
        core.forceNew();
        core.start();
        return core.takeReady(true, 100).orElseThrow();
    }

    private static RaftCore recovered(HardState state) {
        TermRuns runs = new TermRuns(0, 0);
        runs.append(1, 1);
        runs.append(2, 2);
        return new RaftCore(
                CoreSettings.standard(10, true, false),
                SELF,
                1,
                new SplittableRandom(1),
                new RecoveredState(state, runs, List.of(MEMBERS, BLANK), 0, Membership.EMPTY));
    }
}

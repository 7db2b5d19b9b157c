package io.kvorum.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A member that is alone leads as soon as its own vote is durable, however long its disk takes. */
final class LonelyCampaignTest {
    private static final MemberId SELF = new MemberId(1);
    private static final int ELECTION_TICKS = 10;

    @Test
    void aSlowDiskCostsNoTermsAndTheFirstVoteCounts() {
        RaftCore core = new RaftCore(
                CoreSettings.standard(ELECTION_TICKS, true, false),
                SELF,
                1,
                new SplittableRandom(1),
                new RecoveredState(HardState.NONE, new TermRuns(0, 0), List.of(), 0, Membership.EMPTY));
        core.bootstrap(new Membership(List.of(new Member(SELF, List.of("http://m1"), false)), List.of()));
        core.start();
        Ready first = core.takeReady(true, 100).orElseThrow();
        for (int i = 0; i < 10 * ELECTION_TICKS; i++) {
            core.tick();
        }
        assertThat(core.term()).isEqualTo(2);
        core.stored(first.sequence());
        assertThat(core.leaderView().role()).isEqualTo(ConsensusStatus.Role.LEADER);
        assertThat(core.term()).isEqualTo(2);
    }
}

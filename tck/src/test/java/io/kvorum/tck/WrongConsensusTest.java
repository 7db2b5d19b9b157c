package io.kvorum.tck;

import io.kvorum.spi.consensus.ConsensusFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** For each rule of consensus with one voter: a part that breaks it fails the rule's test. */
class WrongConsensusTest {
    static class Con2DeliversAgain extends Wrong {
        Con2DeliversAgain() {
            super(ConsensusFlaw.CON_2_DELIVERS_AGAIN);
        }
    }

    static class Con3AppliesBeforeSync extends Wrong {
        Con3AppliesBeforeSync() {
            super(ConsensusFlaw.CON_3_APPLIES_BEFORE_SYNC);
        }
    }

    static class Con4SaysNoAndDoesIt extends Wrong {
        Con4SaysNoAndDoesIt() {
            super(ConsensusFlaw.CON_4_CERTAIN_BUT_WRONG);
        }
    }

    static class Con5StaleReadIndex extends Wrong {
        Con5StaleReadIndex() {
            super(ConsensusFlaw.CON_5_STALE_READ_INDEX);
        }
    }

    static class Con6ReleasesTooMuch extends Wrong {
        Con6ReleasesTooMuch() {
            super(ConsensusFlaw.CON_6_RELEASES_ALL);
        }
    }

    static class Con7ForeignLane extends Wrong {
        Con7ForeignLane() {
            super(ConsensusFlaw.CON_7_FOREIGN_LANE);
        }
    }

    static class Con10WrongTerm extends Wrong {
        Con10WrongTerm() {
            super(ConsensusFlaw.CON_10_WRONG_TERM);
        }
    }

    abstract static class Wrong extends ConsensusContract {
        private final ConsensusFlaw flaw;

        Wrong(ConsensusFlaw flaw) {
            this.flaw = flaw;
        }

        @Override
        protected ConsensusFactory factory() {
            return new LoggedConsensusFactory(flaw);
        }
    }

    @TestFactory
    Stream<DynamicTest> eachFlawIsNoticed() {
        return Stream.of(
                notices(Con2DeliversAgain.class, "required_con2_afterARestartEachEntryComesOnceBehindWhatIsApplied"),
                notices(Con3AppliesBeforeSync.class, "required_con3_aFailedSyncStopsTheNodeAndNothingIsApplied"),
                notices(Con3AppliesBeforeSync.class, "required_con3_whatWasAppliedSurvivesACrashAtAnyDurableStep"),
                notices(Con4SaysNoAndDoesIt.class, "required_con4_aCertainFailureIsNeverFollowedByTheCommand"),
                notices(Con5StaleReadIndex.class, "required_con5_theReadIndexCoversEveryWriteAppliedBefore"),
                notices(Con6ReleasesTooMuch.class, "required_con6_theLogKeepsWhatTheMachineHasNotMadeDurable"),
                notices(Con7ForeignLane.class, "required_con7_callbacksComeOneAtATimeOnTheMachinesLane"),
                notices(Con10WrongTerm.class, "required_con10_entriesCarryTheTermThatIsLed"));
    }

    private static DynamicTest notices(Class<?> wrong, String test) {
        return ContractRun.notices(LoggedConsensusContractTest.class, wrong, test);
    }
}

package io.kvorum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.tck.ClusterConsensusContract;
import io.kvorum.tck.ContractRun;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** For each rule of consensus in clusters: Raft with a flaw that breaks it fails the rule's test. */
class WrongClusterConsensusTest {
    /** A wrong part, and the test of the contract that it must fail. */
    private record Case(Class<? extends WrongRaft> wrong, String test) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    WrongRaftRules.Con1OneMemberAppliesSomethingElse.class,
                    "required_con1_everyMemberAppliesTheSameSequence"),
            new Case(
                    WrongRaftRules.Con1AcknowledgesBeforeSync.class,
                    "required_con1_con9_lossRepetitionAndCrashesChangeNothing"),
            new Case(
                    WrongRaftRules.Con9TakesRepeatedMessagesForNew.class,
                    "required_con1_con9_lossRepetitionAndCrashesChangeNothing"),
            new Case(
                    WrongRaftRules.Con1AcknowledgesBeforeSync.class,
                    "required_con3_whatOneMemberAppliedSurvivesTheLossOfAllPower"),
            new Case(
                    WrongRaftRules.Con4SaysNoWhereItDoesNotKnow.class,
                    "required_con4_aLeaderThatIsLostLeavesItsProposalsUnknown"),
            new Case(WrongRaftRules.Con5AsksNoQuorum.class, "required_con5_aLeaderThatWasCutOffAnswersNoRead"),
            new Case(
                    WrongRaftRules.Con5TrustsAnOldQuorum.class,
                    "required_con5_aLeaderThatSleptAnswersNoReadFromBefore"),
            new Case(
                    WrongRaftRules.StatusQuorumIsAlwaysNow.class,
                    "required_leaderStatus_aQuorumCountsFromWhenItWasAsked"),
            new Case(WrongRaftRules.Con8ForwardsNoProposal.class, "required_con8_aFollowerPassesProposalsAndReadsOn"),
            new Case(WrongRaftRules.Con8ForwardsNoRead.class, "required_con8_aFollowerPassesProposalsAndReadsOn"),
            new Case(
                    WrongRaftRules.Con9TakesRepeatedMessagesForNew.class,
                    "required_con9_aForwardedProposalCommitsOnceAlthoughEveryMessageComesTwice"),
            new Case(WrongRaftRules.TransferIsOnlySaid.class, "required_transfer_leadershipIsHandedOver"),
            new Case(
                    WrongRaftSnapshots.SnapshotNeverArrives.class,
                    "required_snapshot_aMemberThatIsFarBehindTakesOneOver"),
            new Case(
                    WrongRaftSnapshots.SnapshotStaysOpen.class, "required_snapshot_aMemberThatIsFarBehindTakesOneOver"),
            new Case(WrongRaftSnapshots.SnapshotIsTriedOnce.class, "required_snapshot_oneThatBreaksOffIsSentAgain"),
            new Case(WrongRaftSnapshots.SnapshotHoldsUpWrites.class, "required_snapshot_writesGoOnMeanwhile"),
            new Case(
                    WrongRaftSnapshots.SnapshotIsNotAnnounced.class,
                    "required_snapshot_aCrashAtAnyStepOfTakingItOverFindsAWayOn"),
            new Case(WrongRaftMembership.MembershipLearnerSaysFollower.class, "required_membership_oneBecomesThree"),
            new Case(
                    WrongRaftMembership.MembershipRefusalIsSilent.class,
                    "required_membership_aSecondChangeWaitsForTheFirst"),
            new Case(
                    WrongRaftMembership.MembershipRemovedLeaderKeepsItToItself.class,
                    "required_membership_aLeaderCanBeRemoved"),
            new Case(
                    WrongRaftMembership.MembershipRemovedFollowerIsNotTold.class,
                    "required_membership_aFollowerCanBeRemoved"),
            new Case(
                    WrongRaftMembership.MembershipAddressesStay.class,
                    "required_membership_newAddressesReachEverybody"),
            new Case(
                    WrongRaftMembership.MembershipStrangersAreNotHeard.class,
                    "required_membership_aMemberThatSleptThroughManyChangesIsFound"),
            new Case(
                    WrongRaftMembership.MembershipForceNewIsIgnored.class,
                    "required_membership_forceNewGoesOnAloneWithWhatWasCommitted"));

    static class NoFlaw extends WrongRaft {
        NoFlaw() {
            super(Flaw::new);
        }
    }

    @TestFactory
    Stream<DynamicTest> eachFlawIsNoticed() {
        return CASES.stream().map(each -> ContractRun.notices(NoFlaw.class, each.wrong(), each.test()));
    }

    @Test
    void eachTestOfTheContractIsProvenByAFlaw() {
        List<String> tests = Arrays.stream(ClusterConsensusContract.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .toList();
        assertThat(CASES.stream().map(Case::test)).containsAll(tests);
    }
}

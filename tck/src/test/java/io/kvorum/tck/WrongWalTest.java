package io.kvorum.tck;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalCorruptionException;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedWalFactory;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** For each rule of the log: a part that breaks it fails the rule's test. */
class WrongWalTest {
    abstract static class Wrong extends SimulatedWalContractTest {
        private final WalFlaw flaw;

        Wrong(WalFlaw flaw) {
            this.flaw = flaw;
        }

        @Override
        protected WalFactory factory() {
            return new WrongFactory(disk, flaw);
        }
    }

    private record WrongFactory(SimulatedDisk disk, WalFlaw flaw) implements WalFactory {
        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public WalOpener create(Config config, WalContext context) {
            WalOpener right = new SimulatedWalFactory(disk).create(config, context);
            return replay -> open(right, context.directory(), replay);
        }

        private WriteAheadLog open(WalOpener right, Path directory, RecordVisitor replay) {
            try {
                return new WrongWal(right, flaw, replay);
            } catch (WalCorruptionException damage) {
                if (flaw != WalFlaw.WAL_5_SERVES_WHAT_IS_LEFT) {
                    throw damage;
                }
                disk.list(directory).forEach(disk::delete);
                return new WrongWal(right, flaw, replay);
            }
        }
    }

    static class Wal1MixesWriters extends Wrong {
        Wal1MixesWriters() {
            super(WalFlaw.WAL_1_MIXES_WRITERS);
        }
    }

    static class Wal2SyncsNothing extends Wrong {
        Wal2SyncsNothing() {
            super(WalFlaw.WAL_2_SYNCS_NOTHING);
        }
    }

    static class Wal3SkipsNumbers extends Wrong {
        Wal3SkipsNumbers() {
            super(WalFlaw.WAL_3_SKIPS_NUMBERS);
        }
    }

    static class Wal4LosesARecord extends Wrong {
        Wal4LosesARecord() {
            super(WalFlaw.WAL_4_LOSES_A_RECORD);
        }
    }

    static class Wal5ServesWhatIsLeft extends Wrong {
        Wal5ServesWhatIsLeft() {
            super(WalFlaw.WAL_5_SERVES_WHAT_IS_LEFT);
        }
    }

    static class Wal6LeavesTheTail extends Wrong {
        Wal6LeavesTheTail() {
            super(WalFlaw.WAL_6_LEAVES_THE_TAIL);
        }
    }

    static class Wal7TriesAgain extends Wrong {
        Wal7TriesAgain() {
            super(WalFlaw.WAL_7_TRIES_AGAIN);
        }
    }

    static class Wal8SaysNothing extends Wrong {
        Wal8SaysNothing() {
            super(WalFlaw.WAL_8_SAYS_NOTHING);
        }
    }

    static class Wal9ReleasesTooMuch extends Wrong {
        Wal9ReleasesTooMuch() {
            super(WalFlaw.WAL_9_RELEASES_TOO_MUCH);
        }
    }

    static class Wal10CutsRecords extends Wrong {
        Wal10CutsRecords() {
            super(WalFlaw.WAL_10_CUTS_RECORDS);
        }
    }

    @TestFactory
    Stream<DynamicTest> eachFlawIsNoticed() {
        return Stream.of(
                notices(Wal1MixesWriters.class, "required_wal1_anAppendFromASecondThreadIsRefusedAndNotMixedIn"),
                notices(Wal2SyncsNothing.class, "required_wal2_whatWasSyncedSurvivesACrash"),
                notices(Wal3SkipsNumbers.class, "required_wal3_sequenceNumbersAreDenseFromOne"),
                notices(Wal4LosesARecord.class, "required_wal4_aCrashLeavesAPrefixWithoutHolesOrDamage"),
                notices(Wal5ServesWhatIsLeft.class, "required_wal5_damageOfWhatWasSyncedIsFatalAndNamed"),
                notices(Wal6LeavesTheTail.class, "required_wal6_theAcceptedTailIsDurableBeforeAnythingNew"),
                notices(Wal7TriesAgain.class, "required_wal7_afterAFailedSyncTheInstanceRefusesEverything"),
                notices(Wal8SaysNothing.class, "required_wal8_lackOfSpaceIsAnnouncedInTimeAndEnds"),
                notices(Wal9ReleasesTooMuch.class, "required_wal9_releaseKeepsEverythingFromTheMarkOn"),
                notices(Wal10CutsRecords.class, "required_wal10_recordsUpToTheLimitAreTakenWhole"));
    }

    private static DynamicTest notices(Class<?> wrong, String test) {
        return ContractRun.notices(SimulatedWalContractTest.class, wrong, test);
    }
}

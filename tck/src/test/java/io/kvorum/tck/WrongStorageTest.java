package io.kvorum.tck;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageCorruptionException;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** For each rule of storage: a part that breaks it fails the rule's test. */
class WrongStorageTest {
    abstract static class Wrong extends SimulatedStorageContractTest {
        private final StorageFlaw flaw;

        Wrong(StorageFlaw flaw) {
            this.flaw = flaw;
        }

        @Override
        protected StorageFactory factory() {
            return new WrongFactory(disk, flaw);
        }
    }

    private record WrongFactory(SimulatedDisk disk, StorageFlaw flaw) implements StorageFactory {
        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public StorageBackend create(Config config, StorageContext context) {
            return new WrongStorage(() -> open(config, context), flaw);
        }

        private StorageBackend open(Config config, StorageContext context) {
            StorageFactory right = new SimulatedStorageFactory(disk);
            try {
                return right.create(config, context);
            } catch (StorageCorruptionException damage) {
                if (flaw != StorageFlaw.STO_8_SERVES_WHAT_IS_LEFT) {
                    throw damage;
                }
                disk.list(context.directory()).forEach(disk::delete);
                return right.create(config, context);
            }
        }
    }

    static class Sto1SplitsBatches extends Wrong {
        Sto1SplitsBatches() {
            super(StorageFlaw.STO_1_SPLITS_BATCHES);
        }
    }

    static class Sto2FlushesNothing extends Wrong {
        Sto2FlushesNothing() {
            super(StorageFlaw.STO_2_FLUSHES_NOTHING);
        }
    }

    static class Sto3ShowsLate extends Wrong {
        Sto3ShowsLate() {
            super(StorageFlaw.STO_3_SHOWS_LATE);
        }
    }

    static class Sto4SignedOrder extends Wrong {
        Sto4SignedOrder() {
            super(StorageFlaw.STO_4_SIGNED_ORDER);
        }
    }

    static class Sto5LiveSnapshot extends Wrong {
        Sto5LiveSnapshot() {
            super(StorageFlaw.STO_5_LIVE_SNAPSHOT);
        }
    }

    static class Sto6ShowsWhatIsLoaded extends Wrong {
        Sto6ShowsWhatIsLoaded() {
            super(StorageFlaw.STO_6_SHOWS_WHAT_IS_LOADED);
        }
    }

    static class Sto6LoadsWhenInstalled extends Wrong {
        Sto6LoadsWhenInstalled() {
            super(StorageFlaw.STO_6_LOADS_WHEN_INSTALLED);
        }
    }

    static class Sto6ReplacesBitByBit extends Wrong {
        Sto6ReplacesBitByBit() {
            super(StorageFlaw.STO_6_REPLACES_BIT_BY_BIT);
        }
    }

    static class Sto7OneThread extends Wrong {
        Sto7OneThread() {
            super(StorageFlaw.STO_7_ONE_THREAD);
        }
    }

    static class Sto8ServesWhatIsLeft extends Wrong {
        Sto8ServesWhatIsLeft() {
            super(StorageFlaw.STO_8_SERVES_WHAT_IS_LEFT);
        }
    }

    static class Sto9TriesAgain extends Wrong {
        Sto9TriesAgain() {
            super(StorageFlaw.STO_9_TRIES_AGAIN);
        }
    }

    static class Sto10KeepsSpace extends Wrong {
        Sto10KeepsSpace() {
            super(StorageFlaw.STO_10_KEEPS_SPACE);
        }
    }

    @TestFactory
    Stream<DynamicTest> eachFlawIsNoticed() {
        return Stream.of(
                notices(Sto1SplitsBatches.class, "required_sto1_aBatchIsAtomicAcrossCrashes"),
                notices(Sto2FlushesNothing.class, "required_sto2_whatWasFlushedSurvivesACrash"),
                notices(Sto3ShowsLate.class, "required_sto3_aBatchIsVisibleToEveryReaderWhenApplyReturns"),
                notices(Sto4SignedOrder.class, "required_sto4_orderIsThatOfUnsignedBytesAndPrefixesComeFirst"),
                notices(
                        Sto5LiveSnapshot.class,
                        "required_sto5_aSnapshotIsFrozenAndServesSeveralReadersWhileTheWriterGoesOn"),
                notices(Sto6ShowsWhatIsLoaded.class, "required_sto6_loadedRowsAreSeenByNobodyBeforeTheyAreInstalled"),
                notices(
                        Sto6LoadsWhenInstalled.class,
                        "required_sto6_loadingReadsTheSourceToItsEndSoThatInstallingIsShort"),
                notices(Sto6ReplacesBitByBit.class, "required_sto6_aReplacementThatFailsLeavesTheOldContent"),
                notices(Sto7OneThread.class, "required_sto7_readersBesideTheWriterSeeWholeRowsInOrder"),
                notices(Sto8ServesWhatIsLeft.class, "required_sto8_damageIsReportedAndNotServed"),
                notices(Sto9TriesAgain.class, "required_sto9_anInputOutputFailureMakesTheInstanceUnusable"),
                notices(Sto10KeepsSpace.class, "required_sto10_spaceOfDeletedRowsComesBack"));
    }

    private static DynamicTest notices(Class<?> wrong, String test) {
        return ContractRun.notices(SimulatedStorageContractTest.class, wrong, test);
    }
}

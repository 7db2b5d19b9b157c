package io.kvorum.tck.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
    private static final Path FILE = Path.of("/dir/file");

    private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));

    @Test
    void aCrashForgetsWhatWasNotSynced() {
        write(10, 20);
        disk.crash(CrashLoss.ALL_UNSYNCED);
        assertThat(disk.open(FILE).size()).isEqualTo(10);
        assertThat(disk.used()).isEqualTo(10);
    }

    @Test
    void aKilledProcessLosesNothing() {
        write(10, 20);
        disk.crash(CrashLoss.NOTHING);
        assertThat(disk.open(FILE).size()).isEqualTo(30);
        assertThat(disk.open(FILE).syncedSize()).isEqualTo(10);
    }

    @Test
    void aPowerFailureLeavesAnyPartOfTheRest() {
        List<Integer> sizes = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            disk.delete(FILE);
            write(10, 20);
            disk.crash(CrashLoss.RANDOM);
            sizes.add(disk.open(FILE).size());
        }
        assertThat(sizes).allMatch(size -> size >= 10 && size <= 30);
        assertThat(sizes.stream().distinct().count()).isGreaterThan(5);
    }

    @Test
    void afterAFailedSyncLaterSyncsSaveNothing() {
        SimulatedFile file = write(10, 20);
        disk.failNextSync();
        assertThatThrownBy(file::sync).isInstanceOf(DiskFailure.class);
        file.sync();
        disk.crash(CrashLoss.ALL_UNSYNCED);
        assertThat(disk.open(FILE).size()).isEqualTo(10);
    }

    @Test
    void filesOfTheLifeBeforeAreDead() {
        SimulatedFile file = write(10, 0);
        Runnable unclaim = disk.claim(FILE.getParent());
        assertThat(disk.claim(FILE.getParent())).isNull();
        disk.crash(CrashLoss.NOTHING);
        assertThatThrownBy(() -> file.append(new byte[1])).isInstanceOf(SimulatedCrash.class);
        assertThat(disk.claim(FILE.getParent())).isNotNull();
        unclaim.run();
        assertThat(disk.claim(FILE.getParent()))
                .as("the dead owner gives nothing back")
                .isNull();
    }

    @Test
    void eachChangeIsAnnouncedAndCanBeTheLast() {
        List<String> steps = new ArrayList<>();
        disk.observe(new DiskObserver() {
            @Override
            public void before(DiskStep step) {
                steps.add(step.number() + " " + step.kind());
                if (step.kind() == DiskStep.Kind.SYNC) {
                    throw new SimulatedCrash("before the sync");
                }
            }
        });
        assertThatThrownBy(() -> write(10, 0)).isInstanceOf(SimulatedCrash.class);
        assertThat(steps).containsExactly("1 CREATE", "2 WRITE", "3 SYNC");
        disk.crash(CrashLoss.ALL_UNSYNCED);
        disk.observe(new DiskObserver() {});
        assertThat(disk.open(FILE).size()).isZero();
    }

    @Test
    void spaceEndsAndComesBack() {
        List<Long> free = new ArrayList<>();
        disk.setCapacity(100);
        disk.onSpace(() -> free.add(disk.free()));
        SimulatedFile file = write(80, 0);
        assertThatThrownBy(() -> file.append(new byte[21])).isInstanceOf(DiskFailure.class);
        assertThat(file.size()).isEqualTo(80);
        file.truncate(30);
        disk.delete(FILE);
        assertThat(free).containsExactly(70L, 100L);
    }

    private SimulatedFile write(int synced, int unsynced) {
        SimulatedFile file = disk.open(FILE);
        file.append(new byte[synced]);
        file.sync();
        file.append(new byte[unsynced]);
        return file;
    }
}

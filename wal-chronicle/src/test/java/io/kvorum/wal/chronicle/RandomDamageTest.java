package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.wal.WalCorruptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes are changed at random places of a synced log: it is refused or whole, never served damaged, never a hang. */
final class RandomDamageTest {
    private static final int ROUNDS = Integer.getInteger("kvorum.damage.rounds", 100);

    @TempDir
    private Path temporary;

    @Test
    void wal5_damagedBytesAreRefusedOrDoNotMatter() throws IOException {
        Path directory = temporary.resolve("wal");
        List<String> records = new ArrayList<>();
        try (TestLog log = TestLog.open(directory)) {
            for (int i = 0; i < 3000; i++) {
                records.add("record " + i + " " + "x".repeat(i % 300));
                log.append(records.get(i));
                if (i % 500 == 499) {
                    log.sync();
                }
            }
        }
        SegmentEditor editor = new SegmentEditor(directory);
        List<SegmentEditor.Place> places = editor.records();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = new SplittableRandom(round);
            SegmentEditor.Place place = places.get(random.nextInt(places.size()));
            byte[] before = Files.readAllBytes(place.file());
            damage(place, random);
            refused += openOrRefused(directory, records, round) ? 1 : 0;
            Files.write(place.file(), before);
        }
        assertThat(refused).as("rounds in which the damage was noticed").isGreaterThan(ROUNDS / 3);
        assertThat(openOrRefused(directory, records, -1)).isFalse();
    }

    /** Half of the rounds at a record, which is always noticed; half anywhere in the file. */
    private static void damage(SegmentEditor.Place place, SplittableRandom random) throws IOException {
        byte[] garbage = new byte[1 + random.nextInt(random.nextBoolean() ? 4 : 5000)];
        random.nextBytes(garbage);
        long position = random.nextBoolean()
                ? place.header() - DocumentFrame.LENGTH_BYTES + random.nextInt(40)
                : random.nextLong(Files.size(place.file()) - garbage.length);
        SegmentEditor.write(place.file(), position, garbage);
    }

    private static boolean openOrRefused(Path directory, List<String> records, int round) {
        return Assertions.assertTimeoutPreemptively(Duration.ofMinutes(5), () -> {
            try (TestLog log = TestLog.open(directory)) {
                assertThat(log.replayed()).as("round " + round).isEqualTo(records);
                return false;
            } catch (WalCorruptionException refusal) {
                assertThat(refusal).hasMessageContaining("position");
                return true;
            }
        });
    }
}

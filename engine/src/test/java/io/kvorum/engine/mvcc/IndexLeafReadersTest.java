package io.kvorum.engine.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Readers of a few leaves that the writer changes in place all the time. What is written into a slot is such that each
 * field tells all others, so that a reader sees whether a slot was torn; and as each revision changes all keys of a group, it
 * sees also whether one of them was missed.
 */
class IndexLeafReadersTest {
    private static final int REVISIONS = 150_000;
    private static final int GROUP = 3;
    private static final int FILLERS = 400;
    private static final int KEPT = 5_000;

    private final KeyIndex index = new KeyIndex();
    private volatile long published = 1;
    private volatile long compacted;
    private volatile boolean written;

    @Test
    void r34_aSlotIsSeenAsItWasBeforeOrAfterAChangeAndNeverBetween() throws Exception {
        write(2);
        published = 2;
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit((Callable<Integer>) this::readUntilWritten));
            }
            threads.submit(this::writeAll).get();
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            written = true;
            threads.shutdown();
        }
    }

    private void writeAll() {
        Random random = new Random(1);
        try {
            for (long main = 3; main < REVISIONS; main++) {
                write(main);
                // New keys among the group make the leaf of the group move on, split and get another order.
                if (main % 16 == 0) {
                    byte[] filler = key("k" + random.nextInt(FILLERS) + (random.nextBoolean() ? "/long" : ""));
                    index.restore(filler, main, subOf(main), createOf(main), versionOf(main));
                }
                published = main;
                if (main % 2_500 == 0) {
                    compact(main - random.nextInt(KEPT));
                }
            }
        } finally {
            written = true;
        }
    }

    private void write(long main) {
        for (int i = 0; i < GROUP; i++) {
            index.restore(groupKey(i), main, subOf(main), createOf(main), versionOf(main));
        }
    }

    private void compact(long revision) {
        compacted = Math.max(compacted, revision);
        byte[] position = null;
        do {
            position = index.compact(position, new IndexCompactor(compacted, 500, (main, sub) -> {}));
        } while (position != null);
    }

    private int readUntilWritten() {
        int reads = 0;
        Random random = new Random(2);
        while (!written || reads == 0) {
            long newest = published;
            newestSlotsAreWhole(newest, random);
            long at = Math.max(2, newest - random.nextInt(KEPT));
            Selection all = new Selection(at, Long.MAX_VALUE, Integer.MAX_VALUE);
            index.ascend(key("k"), null, all::ascending);
            Selection counted = new Selection(at, 0, Integer.MAX_VALUE);
            index.descend(key("k"), null, counted::descending);
            if (at >= compacted) {
                groupIsOfOneRevision(all, at);
                assertThat(counted.count()).isEqualTo(all.count());
                reads++;
            }
        }
        return reads;
    }

    private void newestSlotsAreWhole(long newest, Random random) {
        FoundRevision found = new FoundRevision();
        for (int i = 0; i < 50; i++) {
            byte[] key = groupKey(random.nextInt(GROUP));
            IndexLeaf leaf = index.leafOf(key);
            int slot = leaf.search(key);
            boolean exists = leaf.find(slot, Long.MAX_VALUE, found);
            if (found.main < newest
                    || found.sub != subOf(found.main)
                    || found.createRevision != createOf(found.main)
                    || found.version != versionOf(found.main)
                    || exists != (found.version != 0)) {
                throw new AssertionError("torn: main " + found.main + ", sub " + found.sub + ", created "
                        + found.createRevision + ", version " + found.version + ", newest " + newest);
            }
        }
    }

    /** At each revision either all keys of the group are there, of just that revision, or none. */
    private static void groupIsOfOneRevision(Selection all, long at) {
        int ofRevision = 0;
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.modRevision(i)).isLessThanOrEqualTo(at);
            assertThat(all.subRevision(i)).isEqualTo(subOf(all.modRevision(i)));
            assertThat(versionOf(all.modRevision(i))).isPositive();
            ofRevision += all.modRevision(i) == at ? 1 : 0;
        }
        if (versionOf(at) == 0) {
            assertThat(ofRevision).isZero();
        } else {
            assertThat(ofRevision).isBetween(GROUP, GROUP + 1);
        }
    }

    private static byte[] groupKey(int number) {
        return key("k" + (100 + number));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int subOf(long main) {
        return (int) (main % 3);
    }

    private static long createOf(long main) {
        return versionOf(main) == 0 ? 0 : main - main % 5;
    }

    private static long versionOf(long main) {
        return main % 5 == 0 ? 0 : main % 5;
    }
}

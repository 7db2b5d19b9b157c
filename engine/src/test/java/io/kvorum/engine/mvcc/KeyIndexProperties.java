package io.kvorum.engine.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The index against sorted maps, with enough keys for several levels of pages. */
class KeyIndexProperties {
    private final KeyIndex index = new KeyIndex();

    /** Per key its revisions; true for a put. */
    private final TreeMap<ByteString, TreeMap<Long, Boolean>> model =
            new TreeMap<>(ByteString.unsignedLexicographicalComparator());

    private Random random;
    private long main = 1;
    private long compacted;

    @Property(tries = 40)
    void findsWhatWasThereAtEachRevision(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20_000) int keys, @ForAll boolean ordered) {
        random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            change(ordered && random.nextInt(4) > 0 ? key(i) : key(random.nextInt(keys)));
            if (random.nextInt(2_000) == 0) {
                compact(main - random.nextInt(500));
            }
        }
        compare();
        model.keySet().stream().toList().forEach(this::deleteIfLive);
        compare();
        compact(main);
        compact(main + 1);
        assertThat(index.entries()).isZero();
        assertThat(index.leafOf(new byte[0]).size()).isZero();
    }

    private static ByteString key(int number) {
        String digits = Integer.toString(number);
        return ByteString.copyFromUtf8(
                number % 7 == 0 ? "a/longer/prefix/" + digits : "b" + "0".repeat(number % 3) + digits);
    }

    private void change(ByteString key) {
        TreeMap<Long, Boolean> revisions = model.computeIfAbsent(key, missing -> new TreeMap<>());
        main++;
        IndexEntry before = new IndexEntry();
        boolean live = !revisions.isEmpty() && revisions.lastEntry().getValue();
        if (random.nextInt(4) == 0) {
            index.delete(key.toByteArray(), main, 0, before);
            if (live) {
                revisions.put(main, false);
            }
        } else {
            index.put(key.toByteArray(), main, 0, before);
            revisions.put(main, true);
        }
        assertThat(before.version > 0).isEqualTo(live);
        if (revisions.isEmpty()) {
            model.remove(key);
        }
    }

    private void deleteIfLive(ByteString key) {
        TreeMap<Long, Boolean> revisions = model.get(key);
        if (revisions.lastEntry().getValue()) {
            main++;
            index.delete(key.toByteArray(), main, 0, new IndexEntry());
            revisions.put(main, false);
        }
    }

    private void compact(long revision) {
        List<String> removed = new ArrayList<>();
        byte[] position = null;
        do {
            IndexCompactor step =
                    new IndexCompactor(revision, 1 + random.nextInt(50), (m, sub) -> removed.add(Long.toString(m)));
            position = index.compact(position, step);
        } while (position != null);
        List<String> expected = new ArrayList<>();
        model.values().forEach(revisions -> {
            NavigableMap<Long, Boolean> old = revisions.headMap(revision, true);
            while (!old.isEmpty()
                    && !(old.firstKey() == revision && !old.firstEntry().getValue())
                    && (old.size() > 1 || !old.firstEntry().getValue())) {
                expected.add(Long.toString(old.pollFirstEntry().getKey()));
            }
        });
        model.values().removeIf(TreeMap::isEmpty);
        assertThat(removed).containsExactlyInAnyOrderElementsOf(expected);
        compacted = Math.max(compacted, revision);
    }

    private void compare() {
        assertThat(index.entries()).isEqualTo(model.size());
        for (int i = 0; i < 20; i++) {
            long revision = Math.max(compacted, main - random.nextInt(3_000));
            byte[] from = key(random.nextInt(20_000)).toByteArray();
            byte[] to =
                    random.nextInt(3) == 0 ? null : key(random.nextInt(20_000)).toByteArray();
            List<String> expected = expected(from, to, revision);
            Selection all = new Selection(revision, Long.MAX_VALUE, Integer.MAX_VALUE);
            index.ascend(from, to, all::ascending);
            assertThat(mains(all)).isEqualTo(expected);
            Selection counted = new Selection(revision, 3, Integer.MAX_VALUE);
            index.ascend(from, to, counted::ascending);
            assertThat(counted.count()).isEqualTo(expected.size());
            Selection descending = new Selection(revision, Long.MAX_VALUE, Integer.MAX_VALUE);
            index.descend(from, to, descending::descending);
            List<String> reversed = mains(descending);
            Collections.reverse(reversed);
            assertThat(reversed).isEqualTo(expected);
        }
    }

    private List<String> expected(byte[] from, byte[] to, long revision) {
        List<String> expected = new ArrayList<>();
        for (Map.Entry<ByteString, TreeMap<Long, Boolean>> entry :
                model.tailMap(ByteString.copyFrom(from), true).entrySet()) {
            if (to != null && model.comparator().compare(entry.getKey(), ByteString.copyFrom(to)) >= 0) {
                break;
            }
            Map.Entry<Long, Boolean> at = entry.getValue().floorEntry(revision);
            if (at != null && at.getValue()) {
                expected.add(Long.toString(at.getKey()));
            }
        }
        return expected;
    }

    private static List<String> mains(Selection selection) {
        List<String> mains = new ArrayList<>();
        for (int i = 0; i < selection.size(); i++) {
            mains.add(Long.toString(selection.modRevision(i)));
        }
        return mains;
    }
}

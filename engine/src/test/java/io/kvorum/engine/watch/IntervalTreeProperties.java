package io.kvorum.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class IntervalTreeProperties {
    @Property(tries = 100)
    void itFindsWhatAListWouldFind(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        IntervalTree tree = new IntervalTree();
        Map<WatchInterval, WatcherSet> list = new LinkedHashMap<>();
        for (int step = 0; step < 300; step++) {
            WatchInterval range = WatchInterval.of(key(random), random.nextInt(10) == 0 ? zero() : key(random));
            if (range.isEmpty()) {
                continue;
            }
            if (list.containsKey(range) && random.nextInt(3) > 0) {
                tree.remove(range);
                list.remove(range);
            } else {
                WatcherSet set = tree.obtain(range);
                assertThat(list.getOrDefault(range, set)).isSameAs(set);
                list.put(range, set);
            }
            byte[] key = key(random).toByteArray();
            List<WatcherSet> found = new ArrayList<>();
            tree.collect(key, found);
            List<WatcherSet> expected = new ArrayList<>();
            list.forEach((one, set) -> {
                if (one.contains(key)) {
                    expected.add(set);
                }
            });
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static ByteString zero() {
        return ByteString.copyFrom(new byte[1]);
    }

    private static ByteString key(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < bytes.length; i++) {
            // Both halves of the unsigned bytes, few of each.
            bytes[i] = (byte) (random.nextInt(4) + 126);
        }
        return ByteString.copyFrom(bytes);
    }
}

package io.kvorum.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Never early, at last over, kept alive as long as somebody renews; whatever leaders and restarts do (R125, R131, R133). */
class LeaseTimeProperties {
    private static final long SECOND = 1_000_000_000L;

    @Property(tries = 60)
    void r125_r131_r133_leasesEndInTheirTime(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LeaseWorld world = new LeaseWorld(seed);
        Map<Long, Long> promised = new TreeMap<>();
        Map<Long, Long> lifetimes = new TreeMap<>();
        long term = 1;
        world.clock.lead(term);
        FakeKeepAliveClient client = new FakeKeepAliveClient(world.reads);
        for (int step = 0; step < 200; step++) {
            long now = world.simulation.nanoseconds();
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    long id = lifetimes.size() + 1;
                    long seconds = 2 + random.nextInt(20);
                    world.grant(id, seconds);
                    lifetimes.put(id, seconds);
                    promised.put(id, now + seconds * SECOND);
                }
                case 2, 3, 4 -> {
                    if (!lifetimes.isEmpty()) {
                        long id = 1 + random.nextInt(lifetimes.size());
                        int before = client.answers.size();
                        client.renew(id);
                        if (client.answers.size() > before
                                && !client.answers.get(before).contains(":0@")) {
                            promised.put(id, now + lifetimes.get(id) * SECOND);
                            assertThat(world.ends).doesNotContainKey(id);
                        }
                    }
                }
                case 5 -> {
                    if (random.nextInt(6) == 0) {
                        world.start();
                        world.clock.lead(++term);
                        client = new FakeKeepAliveClient(world.reads);
                    } else if (random.nextInt(3) == 0) {
                        world.clock.follow();
                        world.run(random.nextDouble() * 2);
                        world.clock.lead(++term);
                        client = new FakeKeepAliveClient(world.reads);
                    }
                }
                case 6 -> world.applying = random.nextInt(4) > 0;
                default -> world.run(random.nextDouble() * 3);
            }
        }
        world.applying = true;
        world.run(60);
        assertThat(world.ends.keySet()).isEqualTo(lifetimes.keySet());
        world.ends.forEach((id, end) -> assertThat(end).isGreaterThanOrEqualTo(promised.get(id)));
    }
}

package io.kvorum.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvorum.api.EncodedEvents;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.engine.mvcc.Change;
import io.kvorum.engine.mvcc.RevisionChanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever clients, sinks and the order of lanes do: every watcher sees each revision that it asked for once, whole and in
 * order (R166, R173-R178).
 */
class WatchSequenceProperties {
    private static final int STEPS = 250;

    @Property(tries = 40)
    void r176_r178_everyWatcherSeesExactlyItsRevisions(@ForAll long seed) {
        new Run(seed, WatchWorld.LIMITS).go();
    }

    @Property(tries = 40)
    void r176_r178_holdWhenEveryBufferIsTiny(@ForAll long seed) {
        new Run(seed, WatchWorld.limits(300, 2, 200, 1 << 16)).go();
    }

    /** What a watcher was created with, and what it must have seen. */
    private record Wish(WatchInterval interval, int form, long first) {}

    private static final class Run {
        private final SplittableRandom random;
        private final WatchWorld world;
        private final List<FakeWatchClient> clients = new ArrayList<>();
        private final List<Map<Long, WatchCreateRequest>> requests = new ArrayList<>();
        private final List<TreeSet<Long>> canceled = new ArrayList<>();

        Run(long seed, WatchLimits limits) {
            random = new SplittableRandom(seed);
            world = new WatchWorld(seed, limits);
        }

        void go() {
            // More history than one turn of the watch lane walks, so that walks and writes overlap.
            for (int i = 0; i < 50; i++) {
                commit();
            }
            for (int i = 0; i < 4; i++) {
                clients.add(random.nextBoolean() ? world.open() : world.openOnLane("home" + i % 2));
                requests.add(new LinkedHashMap<>());
                canceled.add(new TreeSet<>());
            }
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            clients.forEach(client -> client.read(Long.MAX_VALUE));
            world.settle();
            for (int i = 0; i < clients.size(); i++) {
                check(i);
            }
        }

        private void step() {
            int client = random.nextInt(clients.size());
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 -> commit();
                case 5 -> create(client);
                case 6 -> {
                    if (random.nextInt(4) == 0 && !requests.get(client).isEmpty()) {
                        long id = 1 + random.nextInt(requests.get(client).size());
                        canceled.get(client).add(id);
                        clients.get(client).cancel(id);
                    }
                }
                case 7 -> clients.get(client).read(random.nextInt(6));
                case 8 -> clients.get(client).read(Long.MAX_VALUE);
                case 9 -> {
                    if (random.nextInt(10) == 0) {
                        world.history.commit(operations());
                        world.hub.onReset();
                    } else {
                        clients.get(client).askProgress();
                    }
                }
                default -> {
                    for (int i = random.nextInt(20); i > 0; i--) {
                        world.simulation.step();
                    }
                }
            }
        }

        private void commit() {
            List<RevisionChanges> batch = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                batch.add(world.history.commit(operations()));
            }
            world.hub.publish(batch);
        }

        private String[] operations() {
            TreeSet<Integer> keys = new TreeSet<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                keys.add(random.nextInt(8));
            }
            return keys.stream()
                    .map(key -> random.nextInt(4) == 0 && world.history.exists("k" + key)
                            ? "-k" + key
                            : "k" + key + "=" + random.nextInt(1_000))
                    .toArray(String[]::new);
        }

        private void create(int client) {
            long id = requests.get(client).size() + 1;
            WatchCreateRequest.Builder request = WatchCreateRequest.newBuilder()
                    .setWatchId(id)
                    .setKey(ByteString.copyFromUtf8("k" + random.nextInt(8)))
                    .setPrevKv(random.nextBoolean());
            if (random.nextBoolean()) {
                request.setRangeEnd(
                        random.nextBoolean()
                                ? ByteString.copyFrom(new byte[1])
                                : ByteString.copyFromUtf8("k" + (8 + random.nextInt(2))));
            }
            if (random.nextInt(3) == 0) {
                request.addFiltersValue(random.nextInt(2));
            }
            if (random.nextBoolean()) {
                request.setStartRevision(1 + random.nextLong(world.history.publishedRevision() + 10));
            }
            requests.get(client).put(id, request.build());
            clients.get(client).create(builder -> builder.mergeFrom(request.build()));
        }

        private void check(int client) {
            Map<Long, List<String>> seen = new LinkedHashMap<>();
            Map<Long, Wish> wishes = new LinkedHashMap<>();
            Map<Long, Long> lastRevision = new LinkedHashMap<>();
            for (WatchAnswer answer : clients.get(client).answers()) {
                long id = answer.watchId();
                if (answer.created()) {
                    WatchCreateRequest request = requests.get(client).get(id);
                    long start = request.getStartRevision();
                    wishes.put(
                            id,
                            new Wish(
                                    WatchInterval.of(request.getKey(), request.getRangeEnd()),
                                    EventForm.of(request),
                                    start == 0 ? answer.header().revision() + 1 : start));
                    seen.put(id, new ArrayList<>());
                } else if (!answer.canceled() && id != WatchAnswer.NO_WATCHER) {
                    collect(answer, seen.get(id));
                    long revision = answer.header().revision();
                    assertThat(revision).isGreaterThanOrEqualTo(lastRevision.getOrDefault(id, 0L));
                    lastRevision.put(id, revision);
                } else if (answer.canceled()) {
                    assertThat(canceled.get(client)).contains(id);
                }
            }
            assertThat(wishes).hasSameSizeAs(requests.get(client));
            wishes.forEach((id, wish) -> {
                List<String> expected = expected(wish);
                List<String> got = seen.get(id);
                boolean cut = canceled.get(client).contains(id) && got.size() < expected.size();
                assertThat(got).isEqualTo(cut ? expected.subList(0, got.size()) : expected);
            });
        }

        /** One text per revision; a revision that came in two answers would give two texts. */
        private static void collect(WatchAnswer answer, List<String> into) {
            long revision = -1;
            EncodedEvents events = answer.events();
            assertThat(events.isEmpty()).isFalse();
            for (var event : answer.toMessage().getEventsList()) {
                String text = event.toString();
                if (event.getKv().getModRevision() == revision) {
                    into.set(into.size() - 1, into.get(into.size() - 1) + text);
                } else {
                    into.add(text);
                }
                revision = event.getKv().getModRevision();
            }
        }

        private List<String> expected(Wish wish) {
            List<String> texts = new ArrayList<>();
            for (RevisionChanges revision : world.history.all()) {
                RevisionEncoder encoder = new RevisionEncoder(revision, world.history);
                List<ByteString> events = new ArrayList<>();
                for (int i = 0; i < revision.changes().size(); i++) {
                    Change change = revision.changes().get(i);
                    if (wish.interval.contains(change.key().toByteArray()) && !EventForm.drops(wish.form, change)) {
                        events.add(encoder.event(i, EventForm.withPrevious(wish.form)));
                    }
                }
                if (revision.revision() >= wish.first && !events.isEmpty()) {
                    List<String> one = new ArrayList<>();
                    collect(WatchAnswer.events(null, 0, EncodedEvents.of(events)), one);
                    texts.addAll(one);
                }
            }
            return texts;
        }
    }
}

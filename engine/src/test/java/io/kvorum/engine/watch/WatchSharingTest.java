package io.kvorum.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvorum.api.EncodedEvents;
import io.kvorum.api.WatchAnswer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchSharingTest {
    private final WatchWorld world = new WatchWorld();

    private List<FakeWatchClient> tenThousandWatchers(boolean onRanges) {
        List<FakeWatchClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            FakeWatchClient client = world.openOnLane("home" + i % 2);
            clients.add(client);
            for (int j = 0; j < 100; j++) {
                int number = i * 100 + j;
                client.create(request -> {
                    request.setKey(ByteString.copyFromUtf8(onRanges ? "a" + number : "k"));
                    if (onRanges) {
                        request.setRangeEnd(ByteString.copyFromUtf8("l"));
                    }
                });
            }
        }
        world.settle();
        clients.forEach(FakeWatchClient::take);
        return clients;
    }

    private static Map<EncodedEvents, Integer> blocks(List<FakeWatchClient> clients) {
        Map<EncodedEvents, Integer> blocks = new IdentityHashMap<>();
        for (FakeWatchClient client : clients) {
            for (WatchAnswer answer : client.answers()) {
                blocks.merge(answer.events(), 1, Integer::sum);
            }
        }
        return blocks;
    }

    @Test
    void tenThousandWatchersOfOneKeyShareOneEncoding() {
        List<FakeWatchClient> clients = tenThousandWatchers(false);
        world.commit("k=1");
        assertThat(blocks(clients).values()).containsExactly(10_000);
    }

    @Test
    void tenThousandDifferentRangesShareOneEncoding() {
        List<FakeWatchClient> clients = tenThousandWatchers(true);
        world.commit("k=1");
        assertThat(blocks(clients).values()).containsExactly(10_000);
    }

    @Test
    void laggingWatchersOfOneKeyShareOneWalk() {
        List<FakeWatchClient> clients = tenThousandWatchers(false);
        world.history.commit("k=1");
        world.history.commit("k=2");
        int before = world.history.scans();
        world.hub.onReset();
        world.settle();
        assertThat(blocks(clients).values()).containsExactly(10_000);
        assertThat(world.history.scans() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void aSlowClientHoldsBackNobodyAndKeepsLittle() {
        FakeWatchClient slow = world.open();
        FakeWatchClient quick = world.open();
        slow.watch("a");
        quick.watch("a");
        world.settle();
        slow.read(0);
        for (int i = 0; i < 20_000; i++) {
            world.commitSilently("a=" + i);
            world.settle();
        }
        assertThat(quick.answers()).hasSize(20_001);
        assertThat(world.runtime.metrics().gauge("etcd_debugging_mvcc_slow_watcher_total"))
                .isEqualTo(1);
        assertThat(world.runtime.metrics().gauge("etcd_debugging_mvcc_pending_events_total"))
                .isLessThanOrEqualTo(WatchWorld.LIMITS.answersMax() + 2);
        slow.read(Long.MAX_VALUE);
        world.settle();
        assertThat(slow.answers().stream()
                        .mapToInt(answer -> answer.events().count())
                        .sum())
                .isEqualTo(20_000);
        assertThat(world.runtime.metrics().gauge("etcd_debugging_mvcc_slow_watcher_total"))
                .isZero();
    }
}

package io.kvorum.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.runtime.Cancellable;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class ThreadedNodeRuntimeTest {
    private final ThreadedNodeRuntime runtime = new ThreadedNodeRuntime(Path.of("unused"), 2);

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void tasksOfManyProducersRunOneAtATimeAndEachProducersInOrder() throws Exception {
        int producers = 4;
        int tasks = 50_000;
        Lane lane = runtime.lane("apply", 64);
        List<List<Integer>> seen = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            seen.add(new ArrayList<>());
        }
        CountDownLatch done = new CountDownLatch(producers * tasks);
        for (List<Integer> own : seen) {
            new Thread(() -> offerAll(lane, own, tasks, done)).start();
        }
        done.await();
        for (List<Integer> own : seen) {
            assertThat(own).hasSize(tasks).isSorted();
        }
    }

    private static void offerAll(Lane lane, List<Integer> seen, int tasks, CountDownLatch done) {
        for (int i = 0; i < tasks; i++) {
            int number = i;
            while (!lane.offer(() -> {
                seen.add(number);
                done.countDown();
            })) {
                Thread.yield();
            }
        }
    }

    @Test
    void aFullLaneRefuses() throws Exception {
        Lane lane = runtime.lane("read-0", 3);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        lane.offer(() -> {
            running.countDown();
            awaitQuietly(release);
        });
        running.await();
        assertThat(lane.offer(() -> {})).isTrue();
        assertThat(lane.offer(() -> {})).isTrue();
        assertThat(lane.offer(() -> {})).isTrue();
        assertThat(lane.offer(() -> {})).isFalse();
        assertThat(lane.depth()).isEqualTo(3);
        release.countDown();
    }

    @Test
    void aSignalRunsAfterEachRaiseAndSeesWhatWasPublished() throws Exception {
        Lane lane = runtime.lane("raft", 4);
        AtomicLong published = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Void> sawAll = new CompletableFuture<>();
        Signal signal = lane.signal(() -> {
            runs.incrementAndGet();
            seen.set(published.get());
            if (seen.get() == 200_000) {
                sawAll.complete(null);
            }
        });
        for (int i = 1; i <= 200_000; i++) {
            published.lazySet(i);
            signal.raise();
        }
        sawAll.get(60, TimeUnit.SECONDS);
        assertThat(runs.get()).isLessThanOrEqualTo(200_000);
    }

    @Test
    void aSignalIsNotRefusedByAFullLane() throws Exception {
        Lane lane = runtime.lane("raft", 1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        lane.offer(() -> {
            running.countDown();
            awaitQuietly(release);
        });
        running.await();
        assertThat(lane.offer(() -> {})).isTrue();
        CountDownLatch signalled = new CountDownLatch(1);
        lane.signal(signalled::countDown).raise();
        release.countDown();
        assertThat(signalled.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void lanesThatShareAThreadKnowWhichOfThemRuns() throws Exception {
        Lane raft = runtime.lane("raft", 10);
        Lane apply = runtime.lane("apply", 10);
        CompletableFuture<String> onRaft = new CompletableFuture<>();
        raft.offer(() -> onRaft.complete(Thread.currentThread().getName() + raft.isCurrent() + apply.isCurrent()));
        assertThat(onRaft.get(60, TimeUnit.SECONDS)).isEqualTo("kvorum-applytruefalse");
        assertThat(raft.isCurrent()).isFalse();
        assertThatThrownBy(raft::requireCurrent).hasMessageContaining("must run on lane raft");
        assertThat(runtime.lane("raft", 99)).isSameAs(raft);
    }

    @Test
    void onALargeMachineLanesSpread() {
        LanePlacement large = new LanePlacement(16);
        assertThat(large.threadOf("raft")).isEqualTo("kvorum-raft");
        assertThat(large.threadOf("apply")).isEqualTo("kvorum-apply");
        assertThat(new LanePlacement(4).threadOf("storage-flush"))
                .isNotEqualTo(new LanePlacement(4).threadOf("snapshot"));
        assertThat(new LanePlacement(4).threadOf("wal")).isNotEqualTo(new LanePlacement(4).threadOf("raft"));
    }

    @Test
    void clientsGoBeforeSnapshotsAndRebuilds() {
        for (String lane : List.of("snapshot", "storage-rebuild", "peer-snapshot-send", "peer-snapshot-receive")) {
            assertThat(priorityOf(lane)).as(lane).isEqualTo(Thread.MIN_PRIORITY);
        }
        for (String lane : List.of("raft", "apply", "wal", "storage-flush", "read-0", "watch")) {
            assertThat(priorityOf(lane)).as(lane).isEqualTo(Thread.NORM_PRIORITY);
        }
    }

    private int priorityOf(String lane) {
        CompletableFuture<Integer> priority = new CompletableFuture<>();
        runtime.lane(lane, 1)
                .offer(() -> priority.complete(Thread.currentThread().getPriority()));
        return priority.join();
    }

    @Test
    void aTimerWaitsForRoomInItsLane() throws Exception {
        Lane lane = runtime.lane("read-0", 1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        lane.offer(() -> {
            running.countDown();
            awaitQuietly(release);
        });
        running.await();
        lane.offer(() -> {});
        CountDownLatch fired = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        runtime.schedule(lane, Duration.ZERO, fired::countDown);
        runtime.schedule(runtime.lane("read-1", 1), Duration.ofMillis(1), tried::countDown);
        tried.await();
        assertThat(fired.getCount()).isEqualTo(1);
        release.countDown();
        assertThat(fired.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCancelledTimerDoesNotFireEvenIfItWaitsInItsLane() throws Exception {
        Lane lane = runtime.lane("lease", 10);
        CountDownLatch release = new CountDownLatch(1);
        lane.offer(() -> awaitQuietly(release));
        AtomicInteger fired = new AtomicInteger();
        Cancellable timer = runtime.schedule(lane, Duration.ZERO, fired::incrementAndGet);
        CountDownLatch later = new CountDownLatch(1);
        runtime.schedule(lane, Duration.ofMillis(1), later::countDown);
        timer.cancel();
        release.countDown();
        later.await();
        assertThat(fired).hasValue(0);
    }

    @Test
    void aTaskThatThrowsHaltsTheNodeAndNothingRunsAfterIt() throws Exception {
        Lane lane = runtime.lane("apply", 10);
        CompletableFuture<ThreadedNodeRuntime.Halt> halted = new CompletableFuture<>();
        runtime.halted().thenAccept(halted::complete);
        AtomicInteger after = new AtomicInteger();
        lane.offer(() -> {
            lane.offer(after::incrementAndGet);
            throw new IllegalStateException("broken invariant");
        });
        ThreadedNodeRuntime.Halt halt = halted.get(60, TimeUnit.SECONDS);
        assertThat(halt.reason()).contains("lane apply");
        assertThat(halt.cause()).get().extracting(Throwable::getMessage).isEqualTo("broken invariant");
        runtime.close();
        assertThat(after).hasValue(0);
        assertThat(lane.offer(() -> {})).isFalse();
    }

    @Test
    void closingRunsWhatWaits() throws Exception {
        Lane lane = runtime.lane("wal", 100);
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch release = new CountDownLatch(1);
        lane.offer(() -> awaitQuietly(release));
        for (int i = 0; i < 50; i++) {
            lane.offer(ran::incrementAndGet);
        }
        release.countDown();
        runtime.close();
        assertThat(ran).hasValue(50);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

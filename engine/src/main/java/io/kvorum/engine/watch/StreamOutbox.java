package io.kvorum.engine.watch;

import io.kvorum.api.EncodedEvents;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Sink;
import io.kvorum.api.WatchAnswer;
import java.util.ArrayDeque;

/**
 * The way of one stream's answers from the watch lane to its sink, in order and counted.
 *
 * <p>The lane submits; tasks on the home executor, which the lane alone starts and which therefore never overlap, offer to
 * the sink and keep what it refuses. Each side writes its own counters, so that nothing is locked. What is under way is
 * bounded by the lane, which looks at {@link #hasRoom} before it submits events.
 */
final class StreamOutbox {
    private final Sink<WatchAnswer> sink;
    private final HomeDelivery home;
    private final WatchLimits limits;
    private final Runnable onRoom;

    /** Written by the watch lane. */
    private volatile long submitted;

    private volatile long submittedBytes;
    private volatile int answersMax;
    private volatile boolean roomAwaited;
    private volatile KvorumException end;
    private EncodedEvents lastBlock;

    /** Written by tasks of the home executor. */
    private volatile long taken;

    private volatile long takenBytes;
    private final ArrayDeque<WatchAnswer> refused = new ArrayDeque<>();
    private final ArrayDeque<Integer> refusedCharges = new ArrayDeque<>();
    private boolean ended;

    /** @param onRoom runs on the home executor when there is room again after {@link #awaitRoom} */
    StreamOutbox(Sink<WatchAnswer> sink, HomeDelivery home, WatchLimits limits, Runnable onRoom) {
        this.sink = sink;
        this.home = home;
        this.limits = limits;
        this.onRoom = onRoom;
        this.answersMax = limits.answersMax();
    }

    HomeDelivery home() {
        return home;
    }

    /** Watch lane: the bound grows with the watchers, one answer for each. */
    void countWatchers(int watchers) {
        answersMax = limits.answersMax() + watchers;
    }

    /** Watch lane: whether events may be submitted. */
    boolean hasRoom() {
        return end == null && underWay() < answersMax && bytesUnderWay() < limits.answerBytesMax();
    }

    /** Watch lane: whether the client reads nothing of what acknowledges its requests. */
    boolean overdrawn() {
        return underWay() >= answersMax + limits.unansweredMax();
    }

    private long underWay() {
        return submitted - taken;
    }

    private long bytesUnderWay() {
        return submittedBytes - takenBytes;
    }

    /** Watch lane: hands over an answer. A block that comes several times in a row is held once, so it counts once. */
    void submit(WatchAnswer answer) {
        EncodedEvents block = answer.events();
        int charge = block == lastBlock ? 0 : block.block().size();
        lastBlock = block;
        submitted++;
        submittedBytes += charge;
        home.add(this, answer, charge);
    }

    /** Watch lane: ends the stream after what was submitted, as far as the sink takes it. Repeating has no effect. */
    void end(KvorumException failure) {
        if (end == null) {
            end = failure;
            lastBlock = null;
            home.add(this, null, 0);
        }
    }

    /** Watch lane: the sink may be ready again. */
    void retry() {
        home.add(this, null, 0);
    }

    /** Watch lane: asks for the call of {@code onRoom}; true if there is room already and no call will come. */
    boolean awaitRoom() {
        roomAwaited = true;
        if (roomAgain()) {
            roomAwaited = false;
            return true;
        }
        return false;
    }

    /** Half of the bounds, lest watchers go back and forth with each answer. */
    private boolean roomAgain() {
        return underWay() <= answersMax / 2 && bytesUnderWay() <= limits.answerBytesMax() / 2;
    }

    /** Home executor: an answer, or null for a look at what waits. */
    void deliver(WatchAnswer answer, int charge) {
        if (ended) {
            return;
        }
        offerRefused();
        if (answer == null) {
            KvorumException failure = end;
            // Answers submitted before the end came here before it, so nothing is cut off but what the sink refused.
            if (failure != null) {
                ended = true;
                refused.clear();
                refusedCharges.clear();
                sink.fail(failure);
            }
        } else if (refused.isEmpty() && sink.offer(answer)) {
            count(charge);
        } else {
            refused.add(answer);
            refusedCharges.add(charge);
        }
    }

    private void offerRefused() {
        while (!refused.isEmpty() && sink.offer(refused.peek())) {
            refused.poll();
            count(refusedCharges.poll());
        }
    }

    private void count(int charge) {
        taken++;
        if (charge != 0) {
            takenBytes += charge;
        }
    }

    /** Home executor, after a group of answers. */
    void reportRoom() {
        if (roomAwaited && roomAgain()) {
            roomAwaited = false;
            onRoom.run();
        }
    }
}

package io.kvorum.simulation;

import com.google.protobuf.ByteString;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.WatchStream;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchRequest;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.simulation.history.TrueChange;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Watches everything from the first revision on, reads slowly at times, and after each crash of its node asks for what
 * follows the last revision it saw.
 */
final class SimulatedWatcher {
    private final Simulation simulation;
    private final SimulatedNode node;
    private final RandomGenerator random;
    private final boolean slow;
    private final List<TrueChange> seen = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int watchedLife;
    private Stream stream;

    SimulatedWatcher(Simulation simulation, SimulatedNode node, String name, boolean slow) {
        this.simulation = simulation;
        this.node = node;
        this.random = simulation.random("watcher " + name);
        this.slow = slow;
    }

    /** Looks from time to time whether its node serves, and watches it then. */
    void start() {
        if (node.isServing() && node.lives() != watchedLife) {
            watchedLife = node.lives();
            stream = new Stream();
            stream.open();
        }
        simulation.after(Duration.ofMillis(50), this::start);
    }

    List<TrueChange> seen() {
        return seen;
    }

    /** What it noticed itself: a revision in two pieces, an unexpected end. */
    List<String> violations() {
        return violations;
    }

    long lastRevision() {
        return seen.isEmpty() ? 1 : seen.get(seen.size() - 1).revision();
    }

    /** One watch stream. */
    private final class Stream implements Sink<WatchAnswer> {
        private Runnable ready = () -> {};
        private int room = 4;

        void open() {
            WatchStream watch = node.services()
                    .find(Watch.class)
                    .orElseThrow()
                    .open(RequestContext.background(Runnable::run), this);
            watch.request(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(ByteString.copyFrom(new byte[1]))
                            .setRangeEnd(ByteString.copyFrom(new byte[1]))
                            .setStartRevision(lastRevision() + 1))
                    .build());
        }

        @Override
        public boolean offer(WatchAnswer answer) {
            if (room == 0) {
                return false;
            }
            if (slow && --room == 0) {
                simulation.after(Duration.ofMillis(1 + random.nextInt(200)), () -> {
                    room = 1 + random.nextInt(8);
                    ready.run();
                });
            }
            if (stream == this) {
                take(answer);
            }
            return true;
        }

        private void take(WatchAnswer answer) {
            if (answer.canceled()) {
                violations.add("watcher was cancelled: " + answer.toMessage());
            }
            for (int i = 0; i < answer.events().count(); i++) {
                Event event = answer.toMessage().getEvents(i);
                long revision = event.getKv().getModRevision();
                if (i == 0 && revision <= lastRevision()) {
                    violations.add("revision " + revision + " came in two pieces or again");
                }
                seen.add(new TrueChange(
                        revision,
                        event.getKv().getKey().toStringUtf8(),
                        event.getType() == Event.EventType.PUT
                                ? event.getKv().getValue().toStringUtf8()
                                : null));
            }
        }

        @Override
        public boolean isReady() {
            return room > 0;
        }

        @Override
        public void onReady(Runnable signal) {
            ready = signal;
        }

        @Override
        public void complete() {
            violations.add("the watch stream was completed");
        }

        @Override
        public void fail(KvorumException failure) {
            violations.add("the watch stream failed: " + failure.getMessage());
        }
    }
}

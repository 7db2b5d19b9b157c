package io.kvorum.simulation;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.WatchStream;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchProgressRequest;
import io.kvorum.api.etcdserverpb.WatchRequest;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.simulation.history.Seen;
import io.kvorum.simulation.history.TrueChange;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Watches everything from the first revision on, reads slowly at times, asks for bookmarks, and after each loss of its
 * stream goes to some member and asks for what follows the last revision it saw.
 */
final class SimulatedWatcher {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);
    private static final int LEAVE_ONE_IN = 200;
    private static final int PROGRESS_ONE_IN = 20;

    private final Simulation simulation;
    private final Fleet fleet;
    private final RandomGenerator random;
    private final boolean slow;
    private final List<Seen> seen = new ArrayList<>();
    // What it saw before it began anew
    private final List<Seen> formerly = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long lastRevision = 1;
    private int streams;
    private boolean staying;
    private Stream stream;

    SimulatedWatcher(Simulation simulation, Fleet fleet, String name, boolean slow) {
        this.simulation = simulation;
        this.fleet = fleet;
        this.random = simulation.random("watcher " + name);
        this.slow = slow;
        fleet.onEnd(this::connectionBroke);
    }

    private void connectionBroke(SimulatedNode broken) {
        if (stream != null && stream.node == broken) {
            stream = null;
        }
    }

    /** Looks from time to time whether it has a stream, and makes one if not. */
    void start() {
        if (stream != null && !staying && random.nextInt(LEAVE_ONE_IN) == 0) {
            Stream left = stream;
            stream = null;
            left.watch.close();
        }
        if (stream == null) {
            SimulatedNode node = fleet.nodes().get(random.nextInt(fleet.nodes().size()));
            if (node.isServing()) {
                stream = new Stream(node);
                streams++;
                stream.open();
            }
        } else if (random.nextInt(PROGRESS_ONE_IN) == 0) {
            stream.askForProgress();
        }
        simulation.after(LOOK_INTERVAL, this::start);
    }

    /** Leaves no stream of its own accord any more. */
    void stay() {
        staying = true;
    }

    /** Forgets what it saw, and asks for everything from the first revision on. */
    void beginAnew() {
        formerly.addAll(seen);
        seen.clear();
        stream = null;
        lastRevision = 1;
    }

    List<Seen> seen() {
        return seen;
    }

    /** The events among what it saw. */
    List<TrueChange> changes() {
        return seen.stream()
                .filter(Seen.Change.class::isInstance)
                .map(one -> ((Seen.Change) one).change())
                .toList();
    }

    /** What it noticed itself: a revision in two pieces, an unexpected end. */
    List<String> violations() {
        return violations;
    }

    long lastRevision() {
        return lastRevision;
    }

    /** How many streams it has opened. */
    int streams() {
        return streams;
    }

    /** How many events came. */
    long events() {
        return count(Seen.Change.class);
    }

    /** How often it was told that the history it wanted is compacted. */
    long losses() {
        return count(Seen.Lost.class);
    }

    /** How often it was told that it has everything up to some revision. */
    long bookmarks() {
        return count(Seen.Bookmark.class);
    }

    private long count(Class<? extends Seen> kind) {
        return formerly.stream().filter(kind::isInstance).count()
                + seen.stream().filter(kind::isInstance).count();
    }

    /** One watch stream. */
    private final class Stream implements Sink<WatchAnswer> {
        private final SimulatedNode node;
        private WatchStream watch;
        private Runnable ready = () -> {};
        private int room = 4;
        private boolean fragmented;

        Stream(SimulatedNode node) {
            this.node = node;
        }

        void open() {
            watch = node.services()
                    .find(Watch.class)
                    .orElseThrow()
                    .open(RequestContext.background(Runnable::run), this);
            watch.request(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(ByteString.copyFrom(new byte[1]))
                            .setRangeEnd(ByteString.copyFrom(new byte[1]))
                            .setStartRevision(lastRevision + 1))
                    .build());
        }

        void askForProgress() {
            watch.request(WatchRequest.newBuilder()
                    .setProgressRequest(WatchProgressRequest.getDefaultInstance())
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
            if (answer.compactRevision() > 0) {
                takeLoss(answer.compactRevision());
            } else if (answer.canceled()) {
                violations.add("watcher was cancelled: " + answer.toMessage());
            } else if (answer.events().count() > 0) {
                takeEvents(answer);
            } else if (!answer.created()) {
                seen.add(new Seen.Bookmark(answer.header().revision()));
            }
        }

        private void takeLoss(long compactRevision) {
            if (compactRevision <= lastRevision + 1) {
                violations.add("a watcher from revision " + (lastRevision + 1) + " was told that it is compacted at "
                        + compactRevision);
            }
            seen.add(new Seen.Lost(compactRevision));
            lastRevision = Math.max(lastRevision, compactRevision);
            stream = null;
            watch.close();
        }

        private void takeEvents(WatchAnswer answer) {
            List<Event> events = answer.toMessage().getEventsList();
            for (Event event : events) {
                long revision = event.getKv().getModRevision();
                if (event == events.get(0) && !fragmented && revision <= lastRevision) {
                    violations.add("revision " + revision + " came in two pieces or again");
                }
                lastRevision = revision;
                seen.add(new Seen.Change(new TrueChange(
                        revision,
                        event.getKv().getKey().toStringUtf8(),
                        event.getType() == Event.EventType.PUT
                                ? event.getKv().getValue().toStringUtf8()
                                : null)));
            }
            fragmented = answer.fragment();
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
            end("the watch stream was completed");
        }

        @Override
        public void fail(KvorumException failure) {
            if (failure.is(ErrorCode.NOT_SUPPORTED_FOR_LEARNER)) {
                // A new member may be none that serves watchers yet: another one will.
                if (stream == this) {
                    stream = null;
                }
            } else {
                end("the watch stream failed: " + failure.getMessage());
            }
        }

        private void end(String how) {
            if (stream == this) {
                violations.add(how);
            }
        }
    }
}

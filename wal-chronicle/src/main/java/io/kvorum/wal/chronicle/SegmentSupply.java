package io.kvorum.wal.chronicle;

import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one spare segment ready and clears away what is no longer used, on a lane of its own.
 *
 * <p>When the writer needs a segment and there is none, it makes one itself unless the lane is just making it: so nobody
 * waits for a lane that might share his thread. Lack of space is announced as soon as the spare cannot be made, while
 * the segment in use has room, and making it is tried again until it succeeds.
 */
final class SegmentSupply implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentSupply.class);
    private static final int LANE_CAPACITY = 64;
    private static final Duration RETRY_DELAY = Duration.ofMillis(250);

    /** After a start the disk belongs to the first requests for a while. */
    private static final Duration SPARE_DELAY = Duration.ofMillis(500);

    private final SegmentMaker maker;
    private final SegmentSizes sizes;
    private final SegmentFiles files;
    private final Path log;
    private final SpaceWatch space;
    private final NodeRuntime runtime;
    private final Lane lane;
    private final Signal work;
    private final Metrics.Counter failures;

    /** Bounded by the number of segments: each gets in once. */
    private final Queue<Segment> released = new ConcurrentLinkedQueue<>();

    /** Bounded likewise. */
    private final Queue<SegmentAppender> retired = new ConcurrentLinkedQueue<>();

    /** The lane and a writer who needs the space now take turns. */
    private final Object deleting = new Object();

    // Guarded by this
    private PreparedSegment spare;
    private boolean making;
    private boolean wanted;
    private boolean retryPending;
    private boolean firstMade;
    private boolean closed;

    SegmentSupply(
            SegmentMaker maker,
            SegmentSizes sizes,
            SegmentFiles files,
            Path log,
            SpaceWatch space,
            NodeRuntime runtime) {
        this.maker = maker;
        this.sizes = sizes;
        this.files = files;
        this.log = log;
        this.space = space;
        this.runtime = runtime;
        this.lane = runtime.lane("wal-prepare", LANE_CAPACITY);
        this.work = lane.signal(this::work);
        this.failures = runtime.metrics()
                .counter("kvorum_wal_segment_failures_total", "Segments of the log that could not be prepared.");
    }

    /** Asks for a spare now. Any thread. */
    void request() {
        synchronized (this) {
            wanted = true;
        }
        work.raise();
    }

    /**
     * Asks for a spare now, and announces at once if there is no space for one (WAL-8): the lane may come too late for
     * that when it is kept from its thread. The writer's thread; costs one look at the file system.
     */
    void requestOrAnnounceLack() {
        long bytes;
        synchronized (this) {
            if (spare != null) {
                return;
            }
            bytes = nextBytes();
        }
        request();
        try {
            maker.requireSpace(bytes);
        } catch (IOException lack) {
            failed(lack);
        }
    }

    /** Asks for a spare when the first requests after a start have been served. */
    void requestSoon() {
        runtime.schedule(lane, SPARE_DELAY, this::request);
    }

    /**
     * A segment to use next. The writer's thread; takes as long as preallocation if there is no spare.
     *
     * @throws WalFullException if there is no space for it
     * @throws WalFailedException if it cannot be made for another reason
     */
    PreparedSegment take() {
        long bytes;
        synchronized (this) {
            awaitMaking();
            if (spare != null) {
                PreparedSegment taken = spare;
                spare = null;
                return taken;
            }
            making = true;
            bytes = nextBytes();
        }
        try {
            deleteReleased();
            PreparedSegment made = maker.make(bytes);
            space.report(SpaceState.OK);
            return made;
        } catch (Throwable failure) {
            failed(failure);
            if (SegmentMaker.isLackOfSpace(failure)) {
                throw new WalFullException(failure.getMessage());
            }
            throw new WalFailedException("cannot prepare a segment of the log in " + log + ": " + failure, failure);
        } finally {
            made(null);
        }
    }

    /** Deletes a segment that was taken out of the log, in the background. */
    void discard(Segment segment) {
        released.add(segment);
        work.raise();
    }

    /** Closes an appender that is not used any more, in the background. */
    void retire(SegmentAppender appender) {
        retired.add(appender);
        work.raise();
    }

    private void work() {
        closeRetired();
        try {
            if (deleteReleased()) {
                request();
            }
        } catch (IOException failure) {
            // The segments are below the mark; if they are still there at the next start they are released again
            LOG.warn("cannot delete released segments in {}", log, failure);
        }
        makeSpare();
    }

    private void makeSpare() {
        long bytes;
        boolean ready;
        synchronized (this) {
            if (!wanted || making || closed) {
                return;
            }
            ready = spare != null;
            wanted = !ready;
            making = !ready;
            bytes = nextBytes();
        }
        if (ready) {
            // It was finished while the writer looked for space, found none and said so
            space.report(SpaceState.OK);
            return;
        }
        PreparedSegment made = null;
        try {
            made = maker.make(bytes);
            space.report(SpaceState.OK);
        } catch (Throwable failure) {
            failed(failure);
        } finally {
            made(made);
        }
    }

    private synchronized long nextBytes() {
        return firstMade ? sizes.segmentBytes() : sizes.firstSegmentBytes();
    }

    private synchronized void made(PreparedSegment made) {
        making = false;
        if (made != null) {
            spare = made;
            wanted = false;
            firstMade = true;
        }
        notifyAll();
    }

    private void failed(Throwable failure) {
        failures.increment();
        if (space.report(SpaceState.LOW)) {
            LOG.warn("cannot prepare a segment of the log in {}; trying again until it succeeds", log, failure);
        }
        synchronized (this) {
            if (retryPending || closed) {
                return;
            }
            retryPending = true;
        }
        runtime.schedule(lane, RETRY_DELAY, () -> {
            synchronized (this) {
                retryPending = false;
            }
            request();
        });
    }

    private boolean deleteReleased() throws IOException {
        boolean any = false;
        synchronized (deleting) {
            // One at a time and in order, each durable before the next: a crash must never leave a hole
            for (Segment segment = released.poll(); segment != null; segment = released.poll()) {
                segment.letGo();
                files.delete(segment.directory());
                files.syncDirectory(log);
                any = true;
            }
        }
        return any;
    }

    private void closeRetired() {
        for (SegmentAppender appender = retired.poll(); appender != null; appender = retired.poll()) {
            closeQuietly(appender);
        }
    }

    /** Chronicle has nothing left to write: all that closing can fail at is giving memory back. */
    static void closeQuietly(SegmentAppender appender) {
        try {
            appender.close();
        } catch (RuntimeException failure) {
            LOG.warn("cannot close the queue of a segment", failure);
        }
    }

    private synchronized void awaitMaking() {
        boolean interrupted = false;
        while (making) {
            try {
                wait();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the segment that is just being made and for those that are being deleted, and deletes the spare. */
    @Override
    public void close() {
        PreparedSegment unused;
        synchronized (this) {
            closed = true;
            awaitMaking();
            unused = spare;
            spare = null;
        }
        closeRetired();
        // Whoever opens the directory next must not find a segment that goes while he looks
        synchronized (deleting) {
            for (Segment segment = released.poll(); segment != null; segment = released.poll()) {
                segment.letGo();
            }
        }
        if (unused != null) {
            maker.remove(unused);
        }
    }
}

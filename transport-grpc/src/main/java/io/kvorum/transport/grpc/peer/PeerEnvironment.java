package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerRefusal;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of one transport share. Any thread. */
final class PeerEnvironment {
    private static final Logger LOG = LoggerFactory.getLogger(PeerEnvironment.class);

    private final PeerContext context;
    private final PeerSettings settings;
    private final PeerEventLoops loops = new PeerEventLoops();
    private final PeerSecurity security = new PeerSecurity();
    private final PeerMetrics metrics;
    private final RefusalLog refusals;
    private final StrayLog strays;
    private final RandomGenerator jitter;
    private volatile PeerIdentity self;

    PeerEnvironment(PeerSettings settings, PeerContext context) {
        this.settings = settings;
        this.context = context;
        this.self = identity(List.of());
        this.metrics = new PeerMetrics(
                context.runtime().metrics(),
                self.memberId().map(Object::toString).orElse("0"));
        this.refusals = new RefusalLog(metrics);
        this.strays = new StrayLog(metrics, context.runtime().clock(), LOG::warn);
        this.jitter = context.runtime().random("peer-reconnect");
    }

    private PeerIdentity identity(List<String> peerUrls) {
        return context.clusterId() == 0
                ? PeerIdentity.ofThisBuild(0, Optional.empty(), context.consensus(), List.of())
                : PeerIdentity.ofThisBuild(
                        context.clusterId(), Optional.of(context.memberId()), context.consensus(), peerUrls);
    }

    /** Learns from a membership where this member can be reached. */
    void learnOwnUrls(Membership membership) {
        self.memberId().flatMap(membership::find).ifPresent(member -> self = identity(member.peerUrls()));
    }

    /** A time around {@code delay}, so that members do not try in step. */
    Duration jittered(Duration delay) {
        synchronized (jitter) {
            return Duration.ofNanos((long) (delay.toNanos() * (0.75 + jitter.nextDouble() / 2)));
        }
    }

    /**
     * A handshake failed for good.
     *
     * @param from who refused or was refused, for messages
     */
    void refused(String from, Refusal refusal) {
        refusals.wasRefused(from, refusal);
        refusal.reason()
                .forServer()
                .ifPresent(reason -> context.onRefused(new PeerRefusal(reason, refusal.sentence())));
    }

    PeerIdentity self() {
        return self;
    }

    PeerSettings settings() {
        return settings;
    }

    PeerEventLoops loops() {
        return loops;
    }

    PeerSecurity security() {
        return security;
    }

    PeerMetrics metrics() {
        return metrics;
    }

    RefusalLog refusals() {
        return refusals;
    }

    StrayLog strays() {
        return strays;
    }

    NodeRuntime runtime() {
        return context.runtime();
    }

    long nanoseconds() {
        return context.runtime().clock().nanoseconds();
    }
}

package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.runtime.Metrics;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of refusals, once for each other side and reason. Any thread. */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    /** Others may invent ids; what is told beyond this number of pairs is only counted. */
    private static final int REMEMBERED_MAX = 256;

    private final PeerMetrics metrics;
    private final Set<String> told = new HashSet<>();

    RefusalLog(PeerMetrics metrics) {
        this.metrics = metrics;
    }

    /** This member refused somebody. */
    void refused(PeerIdentity sender, Refusal refusal) {
        Metrics.Counter counter = metrics.refused(refusal.reason());
        counter.increment();
        if (first("in", sender.describe(), refusal)) {
            LOG.warn("refused {}: {}", sender.describe(), refusal.sentence());
        }
    }

    /** What came without a handshake. */
    void refusedWithoutHandshake(Refusal refusal) {
        metrics.refused(refusal.reason()).increment();
        if (first("in", "", refusal)) {
            LOG.warn("refused a connection to the peer port: {}", refusal.sentence());
        }
    }

    /** Another member is not talked to, whoever of the two refused. */
    void wasRefused(String target, Refusal refusal) {
        if (first("out", target, refusal)) {
            LOG.warn("no connection to {}: {}", target, refusal.sentence());
        }
    }

    private synchronized boolean first(String direction, String other, Refusal refusal) {
        return told.size() < REMEMBERED_MAX && told.add(direction + " " + other + " " + refusal.reason());
    }
}

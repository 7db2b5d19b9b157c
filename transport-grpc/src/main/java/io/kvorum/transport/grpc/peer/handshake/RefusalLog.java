package io.kvorum.transport.grpc.peer.handshake;

import io.kvorum.spi.runtime.Metrics;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of refusals, once for each other side and reason. Any thread. */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    /** Others may invent ids; what is told beyond this number of pairs is only counted. */
    private static final int REMEMBERED_MAX = 256;

    private final Metrics metrics;
    private final Set<String> told = new HashSet<>();

    RefusalLog(Metrics metrics) {
        this.metrics = metrics;
    }

    /** This member refused somebody. */
    void refused(PeerIdentity sender, Refusal refusal) {
        count(refusal);
        if (first("in", sender.describe(), refusal)) {
            LOG.warn("refused {}: {}", sender.describe(), refusal.sentence());
        }
    }

    /** What came without a handshake. */
    void refusedWithoutHandshake(SocketAddress origin, Refusal refusal) {
        count(refusal);
        String host = origin instanceof InetSocketAddress address ? address.getHostString() : String.valueOf(origin);
        if (first("in", host, refusal)) {
            LOG.warn("refused a call from {} to the peer port: {}", host, refusal.sentence());
        }
    }

    private void count(Refusal refusal) {
        metrics.counter(
                        "kvorum_peer_handshakes_refused_total",
                        "Handshakes of other members that this one refused.",
                        "reason",
                        refusal.reason().name().toLowerCase(Locale.ROOT))
                .increment();
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

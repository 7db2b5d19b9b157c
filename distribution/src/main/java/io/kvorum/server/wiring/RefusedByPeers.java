package io.kvorum.server.wiring;

import io.kvorum.spi.peer.PeerRefusal;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member does when others refuse to talk to it: it goes when its cluster has removed it (C66), a moment later, and else says once
 * what does not fit and stays, since an operator can put it right (C65). Any thread.
 */
final class RefusedByPeers implements Consumer<PeerRefusal> {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedByPeers.class);
    private static final int SAID_MAX = 1_000;

    private static final Duration DELAY = Duration.ofSeconds(2);

    private final NodeRuntime runtime;
    private final Lane lane;
    private final Set<PeerRefusal> said = ConcurrentHashMap.newKeySet();

    RefusedByPeers(NodeRuntime runtime) {
        this.runtime = runtime;
        this.lane = runtime.lane("refusals", 16);
    }

    @Override
    public void accept(PeerRefusal refusal) {
        if (refusal.reason() == PeerRefusal.Reason.REMOVED) {
            // Whoever asked for the removal may ask here, and is answered first.
            runtime.schedule(lane, DELAY, () -> runtime.halt(Removal.REASON, null));
        } else if (said.size() < SAID_MAX && said.add(refusal)) {
            LOG.atWarn().addKeyValue("details", refusal.sentence()).log(message(refusal.reason()));
        }
    }

    private static String message(PeerRefusal.Reason reason) {
        return switch (reason) {
            case CLUSTER_MISMATCH ->
                "request cluster ID mismatch: another member belongs to another cluster; check the"
                        + " peer URLs of both and --initial-cluster-token";
            case CONSENSUS_MISMATCH ->
                "another member runs another consensus algorithm; start both with the same" + " --consensus";
            case VERSION ->
                "another member speaks no version of the peer protocol that this one knows; use releases that"
                        + " are close to each other";
            case REMOVED -> Removal.REASON;
        };
    }
}

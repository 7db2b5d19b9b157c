package io.kvorum.server.wiring;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ConsensusStatus.Role;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTransport;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leader that stops hands its leadership over (C82), to the voter that has been connected for the longest time, so that
 * clients need not wait for an election. What fails here is only logged. Blocks.
 *
 * @param limit how long it may take
 */
record Handover(MemberId self, Consensus consensus, PeerTransport peers, Membership membership, Duration limit) {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    void run() {
        ConsensusStatus status = consensus.status();
        List<MemberId> others =
                membership.voters().stream().filter(id -> !id.equals(self)).toList();
        if (status.role() != Role.LEADER || others.isEmpty()) {
            return;
        }
        Optional<MemberId> heir = others.stream()
                .filter(id -> connectedSince(id) != 0)
                .min(Comparator.comparingLong(this::connectedSince));
        if (heir.isEmpty()) {
            LOG.warn("leadership transfer failed: unhealthy cluster, no other voter is connected");
            return;
        }
        try {
            consensus.transferLeadership(heir.get()).toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            LOG.atInfo().addKeyValue("transferee-member-id", heir.get()).log("leadership transferred");
        } catch (ExecutionException | TimeoutException failure) {
            LOG.atWarn()
                    .addKeyValue("transferee-member-id", heir.get())
                    .addKeyValue("error", failure.toString())
                    .log("leadership transfer failed");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Monotonic nanoseconds; 0 when it is not connected. */
    private long connectedSince(MemberId id) {
        return peers.peerState(id).map(PeerState::connectedSinceNanoseconds).orElse(0L);
    }
}

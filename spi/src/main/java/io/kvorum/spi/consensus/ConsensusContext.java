package io.kvorum.spi.consensus;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.wal.WalOpener;

/** What the server lends a consensus algorithm. */
public interface ConsensusContext {
    NodeRuntime runtime();

    MemberId memberId();

    /** Constant for the life of the cluster; members of another cluster are strangers. */
    long clusterId();

    Bootstrap bootstrap();

    /**
     * The chosen log, not open yet: only the algorithm can say what its records mean.
     *
     * @throws IllegalStateException if the factory's {@link ConsensusFactory#uses()} does not name it
     */
    WalOpener log();

    /**
     * The chosen transport to the other members, not started yet: the algorithm makes its channels in
     * {@link Consensus#start}, and the server starts the transport when that has returned, so that nothing arrives
     * unheard.
     *
     * @throws IllegalStateException if the factory's {@link ConsensusFactory#uses()} does not name it
     */
    PeerTransport peers();
}

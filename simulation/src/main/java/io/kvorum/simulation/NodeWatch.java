package io.kvorum.simulation;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.wal.WalOpener;

/** Stands at the seams of a node and sees what passes; may put decorators there. */
interface NodeWatch {
    /** Sees nothing. */
    NodeWatch NONE = new NodeWatch() {};

    default WalOpener watch(MemberId member, WalOpener wal) {
        return wal;
    }

    default StorageBackend watch(MemberId member, StorageBackend storage) {
        return storage;
    }

    default PeerTransport watch(MemberId member, PeerTransport peers) {
        return peers;
    }

    default Consensus watch(MemberId member, Consensus consensus) {
        return consensus;
    }

    /** A life of the node has ended by itself, or could not begin. */
    default void halted(MemberId member, String reason, Throwable cause) {}
}

package io.kvorum.server.wiring;

import com.google.inject.CreationException;
import com.google.inject.spi.Message;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.client.ClientTransportContext;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerRefusal;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalOpener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the node lends to each kind of part. */
final class Contexts {
    private Contexts() {}

    record ForWal(NodeRuntime runtime, Path directory, long recordBytesRequired) implements WalContext {}

    record ForStorage(NodeRuntime runtime, Path directory, List<Keyspace> keyspaces, long valueBytesRequired)
            implements StorageContext {}

    record ForPeers(
            NodeRuntime runtime,
            MemberId memberId,
            long clusterId,
            String consensus,
            List<String> listenUrls,
            List<String> advertisedUrls,
            Consumer<PeerRefusal> refusals)
            implements PeerContext {
        @Override
        public void onRefused(PeerRefusal refusal) {
            refusals.accept(refusal);
        }
    }

    record ForClients(
            NodeRuntime runtime, List<String> listenUrls, int requestBytesMax, SharedInstances sharedInstances)
            implements ClientTransportContext {
        @Override
        public <T> T shared(Class<T> type, Supplier<T> supplier) {
            return sharedInstances.get(type, supplier);
        }
    }

    record ForConsensus(
            NodeRuntime runtime,
            MemberId memberId,
            long clusterId,
            Bootstrap bootstrap,
            Optional<WalOpener> chosenLog,
            Optional<PeerTransport> chosenPeers)
            implements ConsensusContext {
        @Override
        public WalOpener log() {
            return chosenLog.orElseThrow(() -> undeclared("log"));
        }

        @Override
        public PeerTransport peers() {
            return chosenPeers.orElseThrow(() -> undeclared("transport to peers"));
        }

        private static RuntimeException undeclared(String part) {
            return new IllegalStateException("this consensus algorithm does not declare that it uses a " + part);
        }
    }

    /** The cause that a person can act upon, out of the wrappings of Guice and stages. */
    static ComponentException asComponentException(String what, Throwable failure) {
        if (failure instanceof CreationException creation) {
            // It has no cause when several parts failed for the same reason; the first one says it.
            for (Message message : creation.getErrorMessages()) {
                if (message.getCause() != null) {
                    return asComponentException(what, message.getCause());
                }
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ComponentException known) {
                return known;
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new ComponentException(what + ": " + root, failure);
    }
}

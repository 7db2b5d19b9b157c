package io.kvorum.raft.driver;

import io.kvorum.raft.core.Message;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what a leader sends to a member that is too far behind. One snapshot at a time: a newer offer takes the place of
 * an older one, until one is complete and the machine takes it over. Raft lane, but for {@link Arrival}.
 */
final class SnapshotReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotReceiver.class);

    private final ReplicatedStateMachine machine;
    private final Consumer<Arrival> onSealed;
    private Arrival current;

    /**
     * Makes a receiver.
     *
     * @param onSealed brings a snapshot that is complete to the raft lane, without fail; called on any thread
     */
    SnapshotReceiver(ReplicatedStateMachine machine, Consumer<Arrival> onSealed) {
        this.machine = machine;
        this.onSealed = onSealed;
    }

    /** Prepares to take in a snapshot that the core wants. */
    void accept(Message.SnapshotOffer offer, CompletableFuture<SnapshotSink> answer) {
        if (current != null) {
            current.supersede();
        }
        Arrival arrival = new Arrival(offer.meta());
        current = arrival;
        boolean taken = machine.lane().offer(() -> {
            arrival.begin(machine.beginInstall(offer.meta()));
            answer.complete(arrival);
        });
        if (!taken) {
            answer.completeExceptionally(new IllegalStateException("this member has too much to do"));
        }
    }

    /** Whether this is the snapshot that was asked for last. */
    boolean isCurrent(Arrival arrival) {
        return arrival == current;
    }

    /** Throws away what the core does not want any more. */
    void drop(Arrival arrival) {
        if (current == arrival) {
            current = null;
            arrival.discard();
        }
    }

    /** The snapshot that was sealed last, for the machine to take over. */
    SnapshotSink takeSealed(SnapshotMeta meta) {
        if (current == null || !current.meta().equals(meta)) {
            throw new IllegalStateException("there is no snapshot " + meta);
        }
        SnapshotSink sealed = current.sink;
        current = null;
        LOG.info("taking over the state of entry {}, {} bytes, that the leader sent", meta.index(), meta.bytes());
        return sealed;
    }

    /**
     * A snapshot on its way: the machine's sink, which tells once when it is complete. From then on it is no longer its
     * sender's: it may have to wait for space in the log, and the sender may lose patience or repeat itself meanwhile.
     */
    final class Arrival implements SnapshotSink {
        private final SnapshotMeta meta;
        private SnapshotSink sink;
        private boolean superseded;
        private CompletionStage<Void> sealing;

        Arrival(SnapshotMeta meta) {
            this.meta = meta;
        }

        SnapshotMeta meta() {
            return meta;
        }

        private synchronized void begin(SnapshotSink newSink) {
            sink = newSink;
        }

        /** The same bytes may now come on another way, and must not be written twice. */
        private synchronized void supersede() {
            superseded = true;
        }

        @Override
        public synchronized long received() {
            return sink.received();
        }

        @Override
        public synchronized void write(ByteBuffer chunk) {
            if (superseded) {
                throw new IllegalStateException("another snapshot is expected meanwhile");
            }
            if (sealing != null) {
                throw new IllegalStateException("the snapshot was said to be complete");
            }
            sink.write(chunk);
        }

        @Override
        public synchronized CompletionStage<Void> seal() {
            if (superseded) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("another snapshot is expected meanwhile"));
            }
            if (sealing == null) {
                sealing = sink.seal().whenComplete(this::sealed);
            }
            return sealing;
        }

        private void sealed(Void nothing, Throwable failure) {
            if (failure == null) {
                onSealed.accept(this);
            } else {
                LOG.warn("what arrived as the state of entry {} is damaged, it will be sent again", meta.index());
                sink.abort();
            }
        }

        @Override
        public CompletionStage<Void> install() {
            throw new IllegalStateException("who sends a snapshot does not install it");
        }

        @Override
        public synchronized void abort() {
            if (!superseded && sealing == null) {
                sink.abort();
            }
        }

        /** The receiver does not want it, complete as it is. */
        private synchronized void discard() {
            sink.abort();
        }
    }
}

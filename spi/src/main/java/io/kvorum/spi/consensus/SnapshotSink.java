package io.kvorum.spi.consensus;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * A snapshot that is being taken over, in three steps so that a crash finds the old state or repeats the step: write and
 * {@link #seal}, note the snapshot in the log, {@link #install}.
 */
public interface SnapshotSink {
    /** How many bytes are here already: where the sender goes on. Any thread. */
    long received();

    /** Appends bytes. One thread at a time; may block for the disk. */
    void write(ByteBuffer chunk);

    /**
     * Verifies the whole, which lies beside the present state. Any thread. Fails if it is damaged. What is sealed need not
     * outlive a crash: the sender begins again then.
     */
    CompletionStage<Void> seal();

    /**
     * Replaces the state by the sealed snapshot and makes it durable; {@code applied()} is its index when the stage
     * completes. Called on the machine's lane, which goes on with other work while the snapshot is loaded; nothing is
     * applied meanwhile.
     */
    CompletionStage<Void> install();

    /** Throws away what was written. Any thread; may be repeated. */
    void abort();
}

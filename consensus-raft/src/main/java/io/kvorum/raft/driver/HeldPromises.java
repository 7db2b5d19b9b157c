package io.kvorum.raft.driver;

import io.kvorum.raft.core.Envelope;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Votes and acknowledgements that must not leave before a part of the log is durable. Bounded, as a disk may hang for long
 * while others go on asking: what comes then is dropped, as the network might drop it, and they ask again. Raft lane, but
 * for {@link #size()}.
 */
final class HeldPromises {
    static final int MESSAGES_MAX = 4096;

    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private final RaftMetrics metrics;
    private volatile int size;

    private record Part(long sequence, List<Envelope> messages) {}

    HeldPromises(RaftMetrics metrics) {
        this.metrics = metrics;
    }

    /** Keeps messages until everything up to this sequence is durable. */
    void hold(long sequence, List<Envelope> messages) {
        if (size + messages.size() > MESSAGES_MAX) {
            metrics.droppedPromises.add(messages.size());
            return;
        }
        parts.addLast(new Part(sequence, messages));
        size += messages.size();
    }

    /** Takes the next messages that may leave now that everything up to this sequence is durable; none if there are none. */
    List<Envelope> release(long durableSequence) {
        Part first = parts.peekFirst();
        if (first == null || first.sequence() > durableSequence) {
            return List.of();
        }
        parts.removeFirst();
        size -= first.messages().size();
        return first.messages();
    }

    /** Messages that wait. Any thread. */
    int size() {
        return size;
    }
}

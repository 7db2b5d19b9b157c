package io.kvorum.raft.core;

import java.util.ArrayDeque;

/**
 * Follows what was given to the log for storing and is not durable yet. Each part has a sequence number, so that an
 * acknowledgement of an entry that was overruled meanwhile is not taken for one of the entry that overruled it, even if
 * both have the same index and term.
 */
final class StorePipeline {
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private long lastSequence;
    private long storedSequence;
    private long storedIndex;
    private HardState durableHardState;

    StorePipeline(long storedIndex, HardState durableHardState) {
        this.storedIndex = storedIndex;
        this.durableHardState = durableHardState;
    }

    private static final class Part {
        private final long sequence;
        private final HardState hardState;
        private long lastIndex;

        private Part(long sequence, HardState hardState, long lastIndex) {
            this.sequence = sequence;
            this.hardState = hardState;
            this.lastIndex = lastIndex;
        }
    }

    /** Notes a part that goes out now and gives its number. */
    long begin(HardState hardState, long lastIndex) {
        lastSequence++;
        parts.addLast(new Part(lastSequence, hardState, lastIndex));
        return lastSequence;
    }

    void stored(long sequence) {
        if (sequence > lastSequence) {
            throw new IllegalStateException("part " + sequence + " was never given out; the last is " + lastSequence);
        }
        while (!parts.isEmpty() && parts.peekFirst().sequence <= sequence) {
            Part part = parts.removeFirst();
            storedIndex = Math.max(storedIndex, part.lastIndex);
            durableHardState = part.hardState;
            storedSequence = part.sequence;
        }
    }

    /** Entries from {@code index} on are overruled: what is stored of them no longer counts. */
    void truncateFrom(long index) {
        storedIndex = Math.min(storedIndex, index - 1);
        for (Part part : parts) {
            part.lastIndex = Math.min(part.lastIndex, index - 1);
        }
    }

    /** A snapshot stands for everything up to {@code index}. */
    void resetTo(long index) {
        truncateFrom(0);
        storedIndex = index;
    }

    /** Highest index up to which this member's log is durable. */
    long storedIndex() {
        return storedIndex;
    }

    /** Whether any part of this life is durable. */
    boolean hasStored() {
        return storedSequence > 0;
    }

    /** The last part that is durable. */
    long storedSequence() {
        return storedSequence;
    }

    HardState durableHardState() {
        return durableHardState;
    }

    /** The part that must be durable before what is promised now may be said; 0 when all is. */
    long unstoredSequence() {
        return storedSequence == lastSequence ? 0 : lastSequence;
    }
}

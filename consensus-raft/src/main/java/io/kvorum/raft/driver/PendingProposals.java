package io.kvorum.raft.driver;

import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.core.RefusedForward;
import io.kvorum.spi.consensus.ProposalFailure;
import java.util.function.Consumer;

/**
 * Whom to tell if a proposal fails that was appended here or passed on. Proposals that were appended are kept in order of
 * their index until they are committed. Of those that were passed on nobody says which entry they became; only a refusal
 * by the leader is certain, and the last ones are kept for that.
 */
final class PendingProposals {
    private static final int FORWARDED_MAX = 16_384;

    private record Forwarded(long sequence, Consumer<ProposalFailure> onFailure) {}

    private long[] indexes = new long[1024];
    private long[] terms = new long[1024];
    private Consumer<ProposalFailure>[] callbacks = newCallbacks(1024);
    private int head;
    private int count;
    private final Forwarded[] forwarded = new Forwarded[FORWARDED_MAX];

    void appended(long index, long term, Consumer<ProposalFailure> onFailure) {
        if (count == indexes.length) {
            grow();
        }
        int slot = head + count & indexes.length - 1;
        indexes[slot] = index;
        terms[slot] = term;
        callbacks[slot] = onFailure;
        count++;
    }

    /** An entry is committed: the proposal at its place has succeeded, or never will. */
    void committed(LogEntry entry) {
        while (count > 0 && indexes[head] <= entry.index()) {
            boolean succeeded = indexes[head] == entry.index() && terms[head] == entry.term();
            Consumer<ProposalFailure> onFailure = removeFirst();
            if (!succeeded) {
                onFailure.accept(new ProposalFailure.Dropped("another leader's entry took its place"));
            }
        }
    }

    /** Whatever is not committed yet may or may not be one day. */
    void fateUnknown(String reason) {
        ProposalFailure failure = new ProposalFailure.Unknown(reason);
        while (count > 0) {
            removeFirst().accept(failure);
        }
    }

    void forwarded(long sequence, Consumer<ProposalFailure> onFailure) {
        forwarded[(int) (sequence % FORWARDED_MAX)] = new Forwarded(sequence, onFailure);
    }

    /** Tells those that the leader refused; how many there were. */
    int refused(RefusedForward refusal) {
        int told = 0;
        for (long sequence = refusal.firstSequence();
                sequence < refusal.firstSequence() + refusal.count();
                sequence++) {
            int slot = (int) (sequence % FORWARDED_MAX);
            Forwarded kept = forwarded[slot];
            if (kept != null && kept.sequence() == sequence) {
                forwarded[slot] = null;
                kept.onFailure().accept(refusal.failure());
                told++;
            }
        }
        return told;
    }

    private Consumer<ProposalFailure> removeFirst() {
        Consumer<ProposalFailure> first = callbacks[head];
        callbacks[head] = null;
        head = head + 1 & indexes.length - 1;
        count--;
        return first;
    }

    private void grow() {
        int size = indexes.length;
        long[] newIndexes = new long[2 * size];
        long[] newTerms = new long[2 * size];
        Consumer<ProposalFailure>[] newCallbacks = newCallbacks(2 * size);
        for (int i = 0; i < count; i++) {
            int slot = head + i & size - 1;
            newIndexes[i] = indexes[slot];
            newTerms[i] = terms[slot];
            newCallbacks[i] = callbacks[slot];
        }
        indexes = newIndexes;
        terms = newTerms;
        callbacks = newCallbacks;
        head = 0;
    }

    @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise; it never leaves this class
    private static Consumer<ProposalFailure>[] newCallbacks(int size) {
        return (Consumer<ProposalFailure>[]) new Consumer<?>[size];
    }
}

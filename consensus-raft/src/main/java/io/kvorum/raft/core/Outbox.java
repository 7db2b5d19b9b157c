package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What roles want done, collected until the next {@link Ready}. */
final class Outbox {
    private List<Envelope> messages = new ArrayList<>();
    private List<Envelope> promises = new ArrayList<>();
    private List<ReadState> reads = new ArrayList<>();
    private List<Long> failedReads = new ArrayList<>();
    private List<RefusedForward> refused = new ArrayList<>();
    private List<LogFetch> fetches = new ArrayList<>();
    private List<MemberId> snapshotsFor = new ArrayList<>();

    private Optional<StepDown> stepDown = Optional.empty();

    /** Says why this member leads no more. */
    void stepDown(StepDown reason) {
        stepDown = Optional.of(reason);
    }

    Optional<StepDown> takeStepDown() {
        Optional<StepDown> taken = stepDown;
        stepDown = Optional.empty();
        return taken;
    }

    /** Sends what promises nothing about this member's log. */
    void send(MemberId to, Message message) {
        messages.add(new Envelope(to, message));
    }

    /** Sends what may be said only when everything of this moment is durable. */
    void promise(MemberId to, Message message) {
        promises.add(new Envelope(to, message));
    }

    /** Acknowledges; what was acknowledged to the same leader a moment ago and has not left yet is part of it. */
    void accept(MemberId to, Message.AppendAccepted accepted) {
        Envelope last = promises.isEmpty() ? null : promises.get(promises.size() - 1);
        if (last != null
                && last.to().equals(to)
                && last.message() instanceof Message.AppendAccepted earlier
                && earlier.term() == accepted.term()) {
            long match = Math.max(earlier.matchIndex(), accepted.matchIndex());
            promises.set(promises.size() - 1, new Envelope(to, new Message.AppendAccepted(accepted.term(), match)));
        } else {
            promise(to, accepted);
        }
    }

    void answerRead(long requestId, long index) {
        reads.add(new ReadState(requestId, index));
    }

    void failRead(long requestId) {
        failedReads.add(requestId);
    }

    void refuseForward(RefusedForward refusal) {
        refused.add(refusal);
    }

    void fetch(LogFetch fetch) {
        fetches.add(fetch);
    }

    void wantSnapshot(MemberId follower) {
        snapshotsFor.add(follower);
    }

    boolean hasUnpromised() {
        return !messages.isEmpty()
                || !reads.isEmpty()
                || !failedReads.isEmpty()
                || !refused.isEmpty()
                || !fetches.isEmpty()
                || !snapshotsFor.isEmpty();
    }

    boolean hasPromises() {
        return !promises.isEmpty();
    }

    List<Envelope> takePromises() {
        List<Envelope> taken = promises;
        promises = taken.isEmpty() ? taken : new ArrayList<>();
        return taken;
    }

    List<Envelope> takeMessages() {
        List<Envelope> taken = messages;
        messages = taken.isEmpty() ? taken : new ArrayList<>();
        return taken;
    }

    List<ReadState> takeReads() {
        List<ReadState> taken = reads;
        reads = taken.isEmpty() ? taken : new ArrayList<>();
        return taken;
    }

    List<Long> takeFailedReads() {
        List<Long> taken = failedReads;
        failedReads = taken.isEmpty() ? taken : new ArrayList<>();
        return taken;
    }

    List<RefusedForward> takeRefused() {
        List<RefusedForward> taken = refused;
        refused = taken.isEmpty() ? taken : new ArrayList<>();
        return taken;
    }

    List<LogFetch> takeFetches() {
        List<LogFetch> taken = fetches;
        fetches = taken.isEmpty() ? taken : new ArrayList<>();
        return taken;
    }

    List<MemberId> takeSnapshotsFor() {
        List<MemberId> taken = snapshotsFor;
        snapshotsFor = taken.isEmpty() ? taken : new ArrayList<>();
        return taken;
    }
}

package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Read requests at a leader. A request may be answered with the commit index once a majority has answered a round of
 * heartbeats that began after the request came: only then is it certain that nobody led a later term at that time. One
 * round is in flight for requests; whoever comes meanwhile waits for the next one. No clock is involved, so a leader that
 * was paused answers nothing it should not.
 */
final class ReadRounds {
    private record Request(Optional<MemberId> origin, long requestId) {}

    private final MemberState member;
    private List<Request> waiting = new ArrayList<>();
    private List<Request> inFlight = List.of();
    private long index;
    private long round;

    ReadRounds(MemberState member) {
        this.member = member;
    }

    void add(Optional<MemberId> origin, long requestId) {
        Request request = new Request(origin, requestId);
        // Followers repeat their requests.
        if (origin.isEmpty() || !waiting.contains(request)) {
            waiting.add(request);
        }
    }

    /** Whether a round should begin now. */
    boolean wantsRound() {
        return !waiting.isEmpty() && inFlight.isEmpty();
    }

    void begin(long newRound, long commitIndex) {
        inFlight = waiting;
        waiting = new ArrayList<>();
        round = newRound;
        index = commitIndex;
    }

    /** A majority has answered this round. */
    void confirmed(long confirmedRound) {
        if (!inFlight.isEmpty() && confirmedRound >= round) {
            inFlight.forEach(request -> answer(request, index));
            inFlight = List.of();
        }
    }

    /** Answers everybody at once, where this member alone is the majority. */
    void answerAll(long commitIndex) {
        waiting.forEach(request -> answer(request, commitIndex));
        waiting = new ArrayList<>();
    }

    private void answer(Request request, long readIndex) {
        if (request.origin().isEmpty()) {
            member.outbox().answerRead(request.requestId(), readIndex);
        } else {
            member.outbox()
                    .send(
                            request.origin().get(),
                            new Message.ReadIndexResponse(member.term(), request.requestId(), readIndex));
        }
    }

    /** This member leads no more: own requests fail, others ask again elsewhere. */
    void abandon() {
        List<Request> all = new ArrayList<>(inFlight);
        all.addAll(waiting);
        for (Request request : all) {
            if (request.origin().isEmpty()) {
                member.outbox().failRead(request.requestId());
            }
        }
        waiting = new ArrayList<>();
        inFlight = List.of();
    }
}

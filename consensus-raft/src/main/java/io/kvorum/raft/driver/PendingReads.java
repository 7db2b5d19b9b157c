package io.kvorum.raft.driver;

import io.kvorum.raft.core.ReadState;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.ProposalFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Who waits for an index to read at. Everybody who asked since the last request shares the next one. */
final class PendingReads {
    /** Each open request of a follower is repeated at every tick. */
    private static final int OPEN_MAX = 16;

    private static final int WAITING_MAX = 16_384;

    private final TreeMap<Long, List<CompletableFuture<Long>>> requests = new TreeMap<>();
    private List<CompletableFuture<Long>> waiting = new ArrayList<>();
    private long lastRequest;

    /**
     * Nobody waits.
     *
     * @param firstRequest a number that no other life of this member begins with: a late answer to one of them must not
     *     be taken for one of this life
     */
    PendingReads(long firstRequest) {
        lastRequest = firstRequest;
    }

    /** Takes a reader; he is refused if too many wait already. */
    void add(CompletableFuture<Long> answer) {
        if (waiting.size() >= WAITING_MAX) {
            answer.completeExceptionally(new ConsensusException(new ProposalFailure.Overloaded()));
        } else {
            waiting.add(answer);
        }
    }

    /** Whether a request should begin; the others wait until one is answered. */
    boolean mayBegin() {
        return !waiting.isEmpty() && requests.size() < OPEN_MAX;
    }

    /** Makes one request of all that wait; its number. */
    long begin() {
        lastRequest++;
        requests.put(lastRequest, waiting);
        waiting = new ArrayList<>();
        return lastRequest;
    }

    void answered(ReadState state) {
        List<CompletableFuture<Long>> answers = requests.remove(state.requestId());
        if (answers != null) {
            answers.forEach(answer -> answer.complete(state.index()));
        }
    }

    void failed(long request) {
        List<CompletableFuture<Long>> answers = requests.remove(request);
        if (answers != null) {
            fail(answers);
        }
    }

    void failAll() {
        requests.values().forEach(PendingReads::fail);
        requests.clear();
        fail(waiting);
        waiting = new ArrayList<>();
    }

    private static void fail(List<CompletableFuture<Long>> answers) {
        ConsensusException failure = new ConsensusException(new ProposalFailure.NotLeader(Optional.empty()));
        answers.forEach(answer -> answer.completeExceptionally(failure));
    }
}

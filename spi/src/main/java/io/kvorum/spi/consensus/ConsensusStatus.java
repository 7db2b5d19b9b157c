package io.kvorum.spi.consensus;

import io.kvorum.spi.MemberId;
import java.util.List;
import java.util.Optional;

/**
 * What one member knows at one moment.
 *
 * @param leader empty while none is known
 * @param term the member's term
 * @param commitIndex highest index it knows to be committed
 * @param lastIndex highest index in its log
 * @param lastQuorumNanoseconds on a leader: monotonic time at which a quorum last confirmed it; else 0
 * @param peers on a leader: what it knows of the others, ascending by id; else empty
 */
public record ConsensusStatus(
        Role role,
        Optional<MemberId> leader,
        long term,
        long commitIndex,
        long lastIndex,
        long lastQuorumNanoseconds,
        List<Peer> peers) {
    public ConsensusStatus {
        peers = List.copyOf(peers);
    }

    /** What a member does in its term. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        LEARNER
    }

    /**
     * What a leader knows of another member.
     *
     * @param matchIndex highest index known to be in its log
     * @param lastContactNanoseconds monotonic time of its last answer; 0 if there was none
     */
    public record Peer(MemberId id, long matchIndex, long lastContactNanoseconds) {}
}

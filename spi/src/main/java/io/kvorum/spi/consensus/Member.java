package io.kvorum.spi.consensus;

import io.kvorum.spi.MemberId;
import java.util.List;

/**
 * One member.
 *
 * @param peerUrls where the others reach it, sorted; opaque to the algorithm, meant for the peer transport
 * @param learner whether it only follows: no vote, not counted in quorums
 */
public record Member(MemberId id, List<String> peerUrls, boolean learner) {
    public Member {
        peerUrls = peerUrls.stream().sorted().toList();
    }
}

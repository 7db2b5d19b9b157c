package io.kvorum.engine.membership;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.engine.cluster.ClusterView;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.MembershipChange;
import java.util.List;
import java.util.Optional;

/**
 * What a change must fit to, judged by the leader once it has applied every earlier change (R272, R276, R277, R280, R281).
 */
final class MembershipRules {
    /** Of the leader's log, for a learner to count as in sync. */
    private static final double IN_SYNC = 0.9;

    private final int learnersMax;

    MembershipRules(int learnersMax) {
        this.learnersMax = learnersMax;
    }

    /** @throws KvorumException if the change does not fit */
    void check(ClusterView view, MembershipChange change, ConsensusStatus leaderStatus) {
        if (change instanceof MembershipChange.Add add) {
            checkAddition(view, add.member());
        } else if (change instanceof MembershipChange.Remove remove) {
            checkRemoval(view, remove.member());
        } else if (change instanceof MembershipChange.Promote promote) {
            checkPromotion(view, promote.member(), leaderStatus);
        } else if (change instanceof MembershipChange.UpdateAddresses update) {
            require(view, update.member());
            requireFree(view, update.member(), update.peerUrls());
        }
    }

    private void checkAddition(ClusterView view, io.kvorum.spi.consensus.Member added) {
        if (view.removed().contains(added.id())) {
            throw new KvorumException(ErrorCode.MEMBER_NOT_FOUND);
        }
        if (view.find(added.id()).isPresent()) {
            throw new KvorumException(ErrorCode.MEMBER_EXISTS);
        }
        requireFree(view, added.id(), added.peerUrls());
        long learners = view.members().stream().filter(Member::getIsLearner).count();
        if (added.learner() && learners >= learnersMax) {
            throw new KvorumException(ErrorCode.TOO_MANY_LEARNERS);
        }
    }

    private static void checkRemoval(ClusterView view, MemberId gone) {
        Member known = require(view, gone);
        if (!known.getIsLearner() && view.voters().size() == 1) {
            // Without the strict check etcd would end up with no member at all; nobody can want that.
            throw new KvorumException(ErrorCode.MEMBER_NOT_ENOUGH_STARTED);
        }
    }

    private static void checkPromotion(ClusterView view, MemberId promoted, ConsensusStatus leaderStatus) {
        if (!require(view, promoted).getIsLearner()) {
            throw new KvorumException(ErrorCode.MEMBER_NOT_LEARNER);
        }
        Optional<ConsensusStatus.Peer> progress = leaderStatus.peers().stream()
                .filter(peer -> peer.id().equals(promoted))
                .findFirst();
        if (progress.isEmpty() || progress.get().matchIndex() < leaderStatus.lastIndex() * IN_SYNC) {
            throw new KvorumException(ErrorCode.LEARNER_NOT_READY);
        }
    }

    private static Member require(ClusterView view, MemberId id) {
        return view.find(id).orElseThrow(() -> new KvorumException(ErrorCode.MEMBER_NOT_FOUND));
    }

    private static void requireFree(ClusterView view, MemberId owner, List<String> urls) {
        for (Member member : view.members()) {
            if (member.getID() != owner.value()
                    && member.getPeerURLsList().stream().anyMatch(urls::contains)) {
                throw new KvorumException(ErrorCode.PEER_URL_EXISTS);
            }
        }
    }
}

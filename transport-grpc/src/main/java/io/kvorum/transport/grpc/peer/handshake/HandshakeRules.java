package io.kvorum.transport.grpc.peer.handshake;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import java.util.Optional;

/** The rules of PEER-4: who may talk to whom. Both sides judge; a refusal names both. */
final class HandshakeRules {
    private HandshakeRules() {}

    /**
     * Judges a sender.
     *
     * @param target whom the sender looks for; empty if it calls an address
     * @param openToStrangers whether it wants what strangers may have
     * @return why it is refused; empty if it may talk
     */
    static Optional<Refusal> judgeSender(
            PeerIdentity self,
            Membership membership,
            PeerIdentity sender,
            Optional<MemberId> target,
            boolean openToStrangers) {
        Optional<Refusal> version = judgeVersion(self, sender);
        if (version.isPresent()) {
            return version;
        }
        if (sender.stranger()) {
            return openToStrangers
                    ? Optional.empty()
                    : refusal(RefusalReason.MEMBERS_ONLY, "this is for members of cluster " + cluster(self) + " only");
        }
        return judgeCluster(self, sender).or(() -> judgeMembers(self, membership, sender, target));
    }

    /**
     * Judges who answered.
     *
     * @param target who should have answered
     */
    static Optional<Refusal> judgeAnswerer(PeerIdentity self, PeerIdentity answerer, MemberId target) {
        return judgeVersion(self, answerer)
                .or(() -> judgeCluster(self, answerer))
                .or(() -> judgeTarget(answerer, Optional.of(target)));
    }

    private static Optional<Refusal> judgeVersion(PeerIdentity self, PeerIdentity other) {
        if (other.protocolMin() <= self.protocolMax() && self.protocolMin() <= other.protocolMax()) {
            return Optional.empty();
        }
        return refusal(
                RefusalReason.VERSION,
                self.describe() + " speaks versions " + self.protocolMin() + " to " + self.protocolMax()
                        + " of the peer protocol, " + other.describe() + " speaks " + other.protocolMin() + " to "
                        + other.protocolMax());
    }

    private static Optional<Refusal> judgeCluster(PeerIdentity self, PeerIdentity other) {
        if (other.clusterId() != self.clusterId()) {
            return refusal(
                    RefusalReason.CLUSTER_MISMATCH,
                    "cluster ID mismatch: " + self.describe() + " does not talk to " + other.describe());
        }
        if (!other.consensus().equals(self.consensus())) {
            return refusal(
                    RefusalReason.CONSENSUS_MISMATCH,
                    self.describe() + " runs consensus " + self.consensus() + ", " + other.describe() + " runs "
                            + other.consensus());
        }
        return Optional.empty();
    }

    private static Optional<Refusal> judgeMembers(
            PeerIdentity self, Membership membership, PeerIdentity sender, Optional<MemberId> target) {
        MemberId id = sender.memberId().orElseThrow();
        if (membership.removed().contains(id)) {
            return refusal(
                    RefusalReason.REMOVED,
                    "member " + id + " has been removed from cluster " + cluster(self) + " and cannot come back");
        }
        return judgeTarget(self, target);
    }

    private static Optional<Refusal> judgeTarget(PeerIdentity answerer, Optional<MemberId> target) {
        if (target.isEmpty() || target.equals(answerer.memberId())) {
            return Optional.empty();
        }
        return refusal(
                RefusalReason.WRONG_TARGET,
                "member " + target.get() + " was looked for where " + answerer.describe() + " listens");
    }

    private static String cluster(PeerIdentity self) {
        return Long.toHexString(self.clusterId());
    }

    private static Optional<Refusal> refusal(RefusalReason reason, String sentence) {
        return Optional.of(new Refusal(reason, sentence));
    }
}

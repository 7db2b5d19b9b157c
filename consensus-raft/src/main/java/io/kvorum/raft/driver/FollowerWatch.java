package io.kvorum.raft.driver;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of a leader, once each time, which members are silent and which are far behind, and when that is over.
 * Raft lane.
 */
final class FollowerWatch {
    private static final Logger LOG = LoggerFactory.getLogger(FollowerWatch.class);
    private static final int PATIENCE_TIMEOUTS = 3;

    private final int ticksMax;
    private final long entriesMax;
    private final TreeMap<MemberId, Followed> followers = new TreeMap<>();

    /**
     * Makes a watch.
     *
     * @param entriesMax a member that misses more is far behind: no log is kept for it beyond that
     */
    FollowerWatch(int electionTicks, long entriesMax) {
        this.ticksMax = PATIENCE_TIMEOUTS * electionTicks;
        this.entriesMax = entriesMax;
    }

    /** What was seen of one follower. */
    private static final class Followed {
        private long contact;
        private int ticksSilent;
        private long lag = Long.MAX_VALUE;
        private int ticksBehind;
        private boolean silent;
        private boolean behind;
    }

    /** One tick, with what a leader knows of the others; on others nothing. */
    void tick(List<ConsensusStatus.Peer> peers, long lastIndex) {
        followers.keySet().removeIf(id -> isMissing(id, peers));
        for (ConsensusStatus.Peer peer : peers) {
            Followed followed = followers.computeIfAbsent(peer.id(), newcomer -> new Followed());
            watchContact(peer, followed);
            watchLag(peer, followed, Math.max(0, lastIndex - peer.matchIndex()));
        }
    }

    private static boolean isMissing(MemberId id, List<ConsensusStatus.Peer> peers) {
        for (ConsensusStatus.Peer peer : peers) {
            if (peer.id().equals(id)) {
                return false;
            }
        }
        return true;
    }

    private void watchContact(ConsensusStatus.Peer peer, Followed followed) {
        boolean heard = peer.lastContactNanoseconds() != followed.contact;
        followed.contact = peer.lastContactNanoseconds();
        followed.ticksSilent = heard ? 0 : followed.ticksSilent + 1;
        if (followed.ticksSilent == ticksMax) {
            followed.silent = true;
            LOG.warn(
                    "member {} has not answered for {} election timeouts: check that it runs, and the network to its peer"
                            + " URLs",
                    peer.id(),
                    PATIENCE_TIMEOUTS);
        } else if (heard && followed.silent) {
            followed.silent = false;
            LOG.info("member {} answers again", peer.id());
        }
    }

    /** Behind is who misses much and for a while came no nearer; a newcomer that is catching up is not. */
    private void watchLag(ConsensusStatus.Peer peer, Followed followed, long lag) {
        boolean nearer = lag < followed.lag;
        followed.lag = lag;
        followed.ticksBehind = lag <= entriesMax || nearer || followed.silent ? 0 : followed.ticksBehind + 1;
        if (followed.ticksBehind == ticksMax && !followed.behind) {
            followed.behind = true;
            LOG.warn(
                    "member {} is {} entries behind and does not catch up: check its disk, its load and the network to it",
                    peer.id(),
                    lag);
        } else if (followed.behind && lag <= entriesMax / 2) {
            followed.behind = false;
            LOG.info("member {} has caught up", peer.id());
        }
    }

    List<MemberId> silent() {
        return those(followed -> followed.silent);
    }

    List<MemberId> behind() {
        return those(followed -> followed.behind);
    }

    private List<MemberId> those(Predicate<Followed> condition) {
        List<MemberId> those = new ArrayList<>();
        for (Map.Entry<MemberId, Followed> follower : followers.entrySet()) {
            if (condition.test(follower.getValue())) {
                those.add(follower.getKey());
            }
        }
        return List.copyOf(those);
    }
}

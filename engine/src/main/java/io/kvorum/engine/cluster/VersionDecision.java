package io.kvorum.engine.cluster;

import com.google.protobuf.StringValue;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.admission.Proposals;
import io.kvorum.engine.command.Operation;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets the leader decide which version all members speak: the lowest of theirs (R286). The first decision is made by the
 * members that answer, so that a cluster whose last member is late has a version; raising it takes the word of all.
 *
 * <p>Apply lane.
 */
public final class VersionDecision {
    /** Why a member stops that is older than what the cluster agreed upon (C69). */
    public static final String TOO_OLD = "invalid downgrade; server version is lower than determined cluster version";

    private static final Duration FIRST_INTERVAL = Duration.ofMillis(500);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final Lane lane;
    private final ClusterState cluster;
    private final PeerChannel channel;
    private final Proposals proposals;
    private final Version own;

    /** The term in which this member leads, or 0. */
    private long leadingTerm;

    private Optional<String> checked = Optional.empty();

    public VersionDecision(
            EngineConfig config,
            NodeRuntime runtime,
            Lane lane,
            ClusterState cluster,
            PeerTransport peers,
            Proposals proposals) {
        this.config = config;
        this.runtime = runtime;
        this.lane = lane;
        this.cluster = cluster;
        this.channel = peers.channel(MembersProtocol.VERSION_CHANNEL);
        this.proposals = proposals;
        this.own = Version.of(config.serverVersion());
    }

    /** Something was applied or restored: a member that is too old for its cluster stops. */
    public void onProgress() {
        Optional<String> agreed = cluster.view().version();
        if (agreed.equals(checked)) {
            return;
        }
        checked = agreed;
        if (agreed.map(Version::of).filter(version -> version.isAbove(own)).isPresent()) {
            runtime.halt(TOO_OLD + " (" + config.serverVersion() + " < " + agreed.get() + ")", null);
        }
    }

    /** This member leads and has applied the first entry of its term. */
    public void onLeading(long term) {
        leadingTerm = term;
        beginRound(term);
    }

    /** Another leads, or nobody. */
    public void onFollowing() {
        leadingTerm = 0;
    }

    private void beginRound(long term) {
        if (term != leadingTerm) {
            return;
        }
        Optional<Version> agreed = cluster.view().version().map(Version::of);
        if (agreed.filter(version -> !own.isAbove(version)).isPresent()) {
            // It cannot be raised above this member's own; another check follows with the next leader.
            return;
        }
        Round round = new Round(term);
        List<MemberId> others = cluster.view().members().stream()
                .map(member -> new MemberId(member.getID()))
                .filter(id -> !id.equals(config.memberId()))
                .toList();
        round.awaited = others.size();
        if (others.isEmpty()) {
            round.decide();
        }
        for (MemberId other : others) {
            channel.call(new PeerTarget.Known(other), MembersProtocol.REQUEST, CALL_TIMEOUT)
                    .whenComplete((answer, failure) ->
                            runtime.schedule(lane, Duration.ZERO, () -> round.take(failure == null ? answer : null)));
        }
        runtime.schedule(lane, agreed.isEmpty() ? FIRST_INTERVAL : INTERVAL, () -> beginRound(term));
    }

    /** One question to all. */
    private final class Round {
        private final long term;
        private final List<Version> known = new ArrayList<>(List.of(own));
        private boolean complete = true;
        private int awaited;

        Round(long term) {
            this.term = term;
        }

        /** @param answer null if there was none */
        void take(Bytes answer) {
            if (answer == null) {
                complete = false;
            } else {
                try {
                    known.add(Version.of(MembersProtocol.decodeVersions(answer).server()));
                } catch (IllegalArgumentException unreadable) {
                    complete = false;
                }
            }
            awaited--;
            if (awaited == 0) {
                decide();
            }
        }

        void decide() {
            Version lowest = own;
            for (Version version : known) {
                lowest = lowest.isAbove(version) ? version : lowest;
            }
            Optional<Version> agreed = cluster.view().version().map(Version::of);
            boolean wanted = agreed.isEmpty() || complete && lowest.isAbove(agreed.get());
            if (wanted && term == leadingTerm) {
                proposals.proposeInternal(Operation.CLUSTER_VERSION, StringValue.of(lowest.toString()), term);
            }
        }
    }

    /** What counts of a version: patches are compatible. */
    private record Version(int major, int minor) {
        static Version of(String text) {
            String[] parts = text.split("\\.");
            if (parts.length < 2) {
                throw new IllegalArgumentException("no version: " + text);
            }
            return new Version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }

        boolean isAbove(Version other) {
            return major != other.major ? major > other.major : minor > other.minor;
        }

        @Override
        public String toString() {
            return major + "." + minor + ".0";
        }
    }
}

package io.kvorum.engine.cluster;

import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.admission.Proposals;
import io.kvorum.engine.command.Operation;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells the cluster this member's name and client URLs (R283). Proposes again until that has been applied. Apply lane.
 */
public final class SelfPublication {
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final Lane lane;
    private final ClusterState cluster;
    private final LeaderView leader;
    private final Proposals proposals;
    private final CompletableFuture<Void> published = new CompletableFuture<>();
    private boolean retryScheduled;

    public SelfPublication(
            EngineConfig config,
            NodeRuntime runtime,
            Lane lane,
            ClusterState cluster,
            LeaderView leader,
            Proposals proposals) {
        this.config = config;
        this.runtime = runtime;
        this.lane = lane;
        this.cluster = cluster;
        this.leader = leader;
        this.proposals = proposals;
    }

    /** Completes when the cluster knows this member as started (R394). */
    public CompletionStage<Void> published() {
        return published.minimalCompletionStage();
    }

    /** Something was applied, or the leader changed. */
    public void onProgress() {
        if (published.isDone()) {
            return;
        }
        Optional<Member> self = cluster.view().find(config.memberId());
        if (!leader.isKnown() || self.isEmpty()) {
            return;
        }
        if (isWhatWeWant(self.get())) {
            published.complete(null);
        } else {
            proposeAttributes();
        }
    }

    private boolean isWhatWeWant(Member self) {
        return self.getName().equals(config.memberName())
                && self.getClientURLsList().equals(config.clientUrls());
    }

    private void proposeAttributes() {
        if (retryScheduled) {
            return;
        }
        retryScheduled = true;
        runtime.schedule(lane, RETRY_INTERVAL, () -> {
            retryScheduled = false;
            onProgress();
        });
        proposals.proposeInternal(
                Operation.MEMBER_ATTRIBUTES,
                Member.newBuilder()
                        .setID(config.memberId().value())
                        .setName(config.memberName())
                        .addAllClientURLs(config.clientUrls())
                        .build(),
                0);
    }
}

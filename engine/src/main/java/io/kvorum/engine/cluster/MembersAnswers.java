package io.kvorum.engine.cluster;

import io.kvorum.engine.EngineConfig;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTransport;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Answers whoever asks for members and versions, from what is known here; see {@link MembersProtocol}. */
public final class MembersAnswers {
    private MembersAnswers() {}

    /** Makes the two channels of a transport that has not started. */
    public static void listen(PeerTransport peers, EngineConfig config, ClusterState cluster) {
        peers.channel(MembersProtocol.MEMBERS_CHANNEL)
                .receive(new Answering(() -> MembersProtocol.encode(new MembersProtocol.Members(
                        config.clusterId(),
                        config.memberId(),
                        cluster.view().members(),
                        cluster.view().removed()))));
        peers.channel(MembersProtocol.VERSION_CHANNEL)
                .receive(new Answering(() -> MembersProtocol.encode(new MembersProtocol.Versions(
                        config.serverVersion(), cluster.view().version()))));
    }

    /** One question, one answer; whatever else arrives is nobody's. */
    private record Answering(Supplier<Bytes> answer) implements PeerReceiver {
        @Override
        public void onMessage(MemberId from, Bytes message) {
            // Only calls mean something here.
        }

        @Override
        public CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
            return CompletableFuture.completedFuture(answer.get());
        }
    }
}

package io.kvorum.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.engine.cluster.MembersProtocol;
import io.kvorum.server.Kvorum;
import io.kvorum.server.bootstrap.RunningCluster;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.ConfigurationSources;
import io.kvorum.server.config.ConfigurationSources.Request;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.server.directory.NodeIdentity.Stage;
import io.kvorum.server.plugin.PluginLoader;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.server.process.ServerProcess;
import io.kvorum.server.runtime.ThreadedNodeRuntime;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's questions by the real transport, to a member that answers what a test wants. */
final class PeerInquiryTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long CLUSTER = 0xc1;
    private static final MemberId ANSWERING = new MemberId(1);

    @TempDir
    Path parent;

    private final int port = ServerProcess.freePort();
    private final String url = "http://127.0.0.1:" + port;
    private final OpenResources resources = new OpenResources();
    private PeerTransport member;
    private PeerInquiry inquiry;

    @BeforeEach
    void listen() {
        Configuration configuration = configuration("--listen-peer-urls=" + url);
        ThreadedNodeRuntime runtime = resources.opened("runtime", new ThreadedNodeRuntime(parent, 1));
        NodeIdentity identity = new NodeIdentity(CLUSTER, ANSWERING, "raft", "memory", "memory", Stage.STARTED);
        member = resources.opened(
                "member", PeerParts.of(configuration).orElseThrow().create(runtime, identity));
        inquiry = resources.opened("inquiry", new PeerInquiry(configuration, parent));
    }

    @AfterEach
    void close() {
        resources.close();
    }

    private static Configuration configuration(String... flags) {
        PluginRegistry registry =
                PluginRegistry.of(PluginLoader.load(PeerInquiryTest.class.getClassLoader(), Optional.empty()));
        return ((Request.Start) new ConfigurationSources(flags, Map.of()).read(folder -> registry)).configuration();
    }

    private record Answer(Bytes bytes) implements PeerReceiver {
        @Override
        public void onMessage(MemberId from, Bytes message) {
            throw new AssertionError("a stranger sends no messages");
        }

        @Override
        public CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
            assertThat(from).isEmpty();
            return CompletableFuture.completedFuture(bytes);
        }
    }

    private void answer(String channel, Bytes bytes) {
        member.channel(channel).receive(new Answer(bytes));
    }

    private void answerVersion(String cluster) {
        answer(
                MembersProtocol.VERSION_CHANNEL,
                MembersProtocol.encode(new MembersProtocol.Versions(
                        "3.8.2", Optional.of(cluster).filter(version -> !version.isEmpty()))));
    }

    private void answerMembers(Member... members) {
        answer(
                MembersProtocol.MEMBERS_CHANNEL,
                MembersProtocol.encode(new MembersProtocol.Members(CLUSTER, ANSWERING, List.of(members), List.of())));
    }

    private static Member member(long id, String peerUrl) {
        return Member.newBuilder()
                .setID(id)
                .setName("n" + id)
                .addPeerURLs(peerUrl)
                .addClientURLs("http://client")
                .build();
    }

    @Test
    void c64_membersAndVersionAreAskedByTheRealTransport() {
        answerMembers(member(1, url));
        answerVersion("3.8.0");
        member.start();
        RunningCluster cluster = inquiry.askMembers(List.of(url), LIMIT).get(0);
        assertThat(cluster.clusterId()).isEqualTo(CLUSTER);
        assertThat(cluster.members().get(0).peerUrls()).containsExactly(url);
        assertThat(inquiry.askClusterVersion(url, LIMIT)).contains("3.8.0");
    }

    @Test
    void c64_aVersionThatWasNotAgreedUponYetIsNone() {
        answerVersion("");
        member.start();
        assertThat(inquiry.askClusterVersion(url, LIMIT)).isEmpty();
    }

    @Test
    void anAnswerThatCannotBeReadIsNone() {
        answer(MembersProtocol.VERSION_CHANNEL, Bytes.wrap(new byte[] {77, 1, 2}));
        answer(MembersProtocol.MEMBERS_CHANNEL, Bytes.EMPTY);
        member.start();
        assertThat(inquiry.askClusterVersion(url, LIMIT)).isEmpty();
        assertThat(inquiry.askMembers(List.of(url), LIMIT)).isEmpty();
    }

    /** Nobody who is silent takes the time of the others: here nobody answers before all were asked. */
    @Test
    void c62_allAreAskedAtOnce() {
        Bytes known = MembersProtocol.encode(
                new MembersProtocol.Members(CLUSTER, ANSWERING, List.of(member(1, url)), List.of()));
        member.channel(MembersProtocol.MEMBERS_CHANNEL).receive(new Patient(known, 2));
        member.start();
        assertThat(inquiry.askMembers(List.of(url, url), LIMIT))
                .extracting(RunningCluster::clusterId)
                .containsExactly(CLUSTER, CLUSTER);
    }

    /** Answers when so many have asked. */
    private static final class Patient implements PeerReceiver {
        private final CompletableFuture<Bytes> answer = new CompletableFuture<>();
        private final Bytes bytes;
        private final AtomicInteger missing;

        Patient(Bytes bytes, int askers) {
            this.bytes = bytes;
            this.missing = new AtomicInteger(askers);
        }

        @Override
        public void onMessage(MemberId from, Bytes message) {
            throw new AssertionError("a stranger sends no messages");
        }

        @Override
        public CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
            if (missing.decrementAndGet() == 0) {
                answer.complete(bytes);
            }
            return answer;
        }
    }

    @Test
    void whoIsNotThereOrDoesNotAnswerGivesNoAnswer() throws IOException {
        assertThat(inquiry.askMembers(List.of(url), LIMIT)).isEmpty();
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String silentUrl = "http://127.0.0.1:" + silent.getLocalPort();
            assertThat(inquiry.askClusterVersion(silentUrl, Duration.ofMillis(50)))
                    .isEmpty();
        }
    }

    @Test
    void c64_aWholeMemberDoesNotJoinAClusterOfANewerRelease() {
        String own = "http://127.0.0.1:" + ServerProcess.freePort();
        answerMembers(
                member(1, url), Member.newBuilder().setID(2).addPeerURLs(own).build());
        answerVersion("3.8.0");
        member.start();
        assertThatThrownBy(() -> Kvorum.embedded()
                        .inMemory()
                        .port(0)
                        .setting("listen-peer-urls", own)
                        .setting("initial-advertise-peer-urls", own)
                        .setting("initial-cluster", "n1=" + url + ",default=" + own)
                        .setting("initial-cluster-state", "existing")
                        .start())
                .isInstanceOf(ComponentException.class)
                .hasMessage("incompatible with current running cluster");
    }
}

package io.kvorum.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.e2e.GrpcClient;
import io.kvorum.server.bootstrap.SystemNameService;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.ConfigurationSources;
import io.kvorum.server.config.ConfigurationSources.Request;
import io.kvorum.server.dns.DnsServer;
import io.kvorum.server.plugin.PluginLoader;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.server.process.ServerProcess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C71 with whole members: they know nothing of each other but a domain. */
final class DiscoveryByDnsTest {
    private static final long START_SECONDS = 90;

    @TempDir
    Path parent;

    private static Node start(DnsServer dns, Path data, String name, int peerPort) {
        String[] flags = {
            "--name=" + name,
            "--data-dir=" + data,
            // On a machine that gives them little time they keep the leader that they elected.
            "--heartbeat-interval=500",
            "--election-timeout=5000",
            "--wal=memory",
            "--storage=memory",
            "--listen-client-urls=http://127.0.0.1:0",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--listen-peer-urls=http://127.0.0.1:" + peerPort,
            "--initial-advertise-peer-urls=http://localhost:" + peerPort,
            "--discovery-srv=example.test",
            "--discovery-srv-name=blue"
        };
        PluginRegistry registry =
                PluginRegistry.of(PluginLoader.load(DiscoveryByDnsTest.class.getClassLoader(), Optional.empty()));
        Configuration configuration =
                ((Request.Start) new ConfigurationSources(flags, Map.of()).read(folder -> registry)).configuration();
        return Node.start(configuration, new SystemNameService(dns.address(), Duration.ofSeconds(10)));
    }

    private static GrpcClient client(Node node) {
        int port = ((InetSocketAddress) node.clientAddresses().get(0)).getPort();
        return new GrpcClient("http://127.0.0.1:" + port);
    }

    @Test
    void c71_twoMembersFindEachOtherInDnsAndFormACluster() throws Exception {
        int onePort = ServerProcess.freePort();
        int otherPort = ServerProcess.freePort();
        String service = "_etcd-server-blue._tcp.example.test";
        try (DnsServer dns = DnsServer.start()
                .service(service, 0, 1, onePort, "localhost")
                .service(service, 0, 1, otherPort, "localhost")) {
            CompletableFuture<Node> first =
                    CompletableFuture.supplyAsync(() -> start(dns, parent.resolve("a"), "a", onePort));
            try (Node other = start(dns, parent.resolve("b"), "b", otherPort);
                    Node one = first.get(START_SECONDS, TimeUnit.SECONDS);
                    GrpcClient toOne = client(one);
                    GrpcClient toOther = client(other)) {
                assertThat(one.identity().clusterId())
                        .isEqualTo(other.identity().clusterId());
                toOne.put("found", "by name");
                assertThat(toOther.get("found").getKvs(0).getValue().toStringUtf8())
                        .isEqualTo("by name");
            }
        }
    }
}

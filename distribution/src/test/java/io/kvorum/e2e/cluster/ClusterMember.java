package io.kvorum.e2e.cluster;

import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.MaintenanceGrpc;
import io.kvorum.api.etcdserverpb.StatusRequest;
import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.e2e.Await;
import io.kvorum.e2e.GrpcClient;
import io.kvorum.e2e.Http;
import io.kvorum.server.process.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One member of a cluster: a process that can be killed, paused, cut off, and started again on its data. */
public final class ClusterMember implements AutoCloseable {
    private static final long STATUS_LIMIT_SECONDS = 2;

    private final String name;
    private final int clientPort;
    private final int listenPeerPort;
    private final PeerProxy proxy;
    private final ServerProcess process;
    private final List<String> ownFlags;
    private GrpcClient client;

    ClusterMember(String name, Path directory, List<String> ownFlags) {
        this.name = name;
        this.clientPort = ServerProcess.freePort();
        this.listenPeerPort = ServerProcess.freePort();
        this.proxy = new PeerProxy(ServerProcess.freePort(), listenPeerPort);
        this.process = ServerProcess.in(directory);
        this.ownFlags = List.copyOf(ownFlags);
    }

    public String name() {
        return name;
    }

    public String endpoint() {
        return "http://127.0.0.1:" + clientPort;
    }

    /** Where the others reach it: in front of its own port is the proxy that can cut it off. */
    public String peerUrl() {
        return "http://127.0.0.1:" + proxy.port();
    }

    public ServerProcess process() {
        return process;
    }

    PeerProxy proxy() {
        return proxy;
    }

    /** Starts it as a founder or newcomer, or again on its data; waits for nothing. */
    public ClusterMember launch(String initialCluster, String state, String... more) {
        List<String> flags =
                new ArrayList<>(List.of("--initial-cluster=" + initialCluster, "--initial-cluster-state=" + state));
        flags.addAll(ownFlags);
        flags.addAll(List.of(more));
        return run(flags);
    }

    /** Starts it without telling it who else there is. */
    ClusterMember launchDiscovering(String... flags) {
        return run(List.of(flags));
    }

    private ClusterMember run(List<String> flags) {
        List<String> all = new ArrayList<>(List.of(
                "--name=" + name,
                "--data-dir=data",
                "--listen-client-urls=" + endpoint(),
                "--advertise-client-urls=" + endpoint(),
                "--listen-peer-urls=http://127.0.0.1:" + listenPeerPort,
                "--initial-advertise-peer-urls=" + peerUrl()));
        all.addAll(flags);
        process.run(all);
        return this;
    }

    /** A client of this member, for as long as the member object lives. */
    public synchronized GrpcClient client() {
        if (client == null) {
            client = new GrpcClient(endpoint());
        }
        return client;
    }

    /** What it says of itself; empty if it does not answer soon. */
    public Optional<StatusResponse> status() {
        try {
            MaintenanceGrpc.MaintenanceBlockingStub stub =
                    client().maintenance().withDeadlineAfter(STATUS_LIMIT_SECONDS, TimeUnit.SECONDS);
            return Optional.of(stub.status(StatusRequest.getDefaultInstance()));
        } catch (StatusRuntimeException noAnswer) {
            return Optional.empty();
        }
    }

    /** What it says of itself; waits until it answers, which takes long on a machine that is busy. */
    StatusResponse awaitStatus() {
        List<StatusResponse> answer = new ArrayList<>();
        Await.until(
                () -> "a status of " + name + "\n" + process.log(),
                () -> status().map(answer::add).orElse(false));
        return answer.get(0);
    }

    /** A series without labels of its metrics. */
    long metric(String series) {
        return Http.metric(endpoint(), series);
    }

    public boolean leads() {
        return status().filter(
                        status -> status.getLeader() == status.getHeader().getMemberId())
                .isPresent();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
        process.close();
        proxy.close();
    }
}

package io.kvorum.e2e;

import static io.kvorum.e2e.GrpcClient.bytes;
import static io.kvorum.e2e.Requests.op;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.LeaseLeasesRequest;
import io.kvorum.api.etcdserverpb.LeaseRevokeRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchCreateRequest.FilterType;
import io.kvorum.api.etcdserverpb.WatchResponse;
import io.kvorum.server.process.EmbeddedServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches and leases here and with the machine's etcd; see {@link OracleIT}. Rules of 3.7 alone: R167, R185. */
final class WatchOracleIT {
    @TempDir
    static Path directory;

    private static RealEtcd etcd;
    private static EmbeddedServers servers;
    private static GrpcClient here;
    private static GrpcClient there;
    private static SideBySide both;

    @BeforeAll
    static void start() {
        Path program = Programs.require("etcd");
        etcd = RealEtcd.start(program, directory);
        servers = new EmbeddedServers();
        here = new GrpcClient(servers.durable(directory.resolve("kvorum")).clientEndpoint());
        there = new GrpcClient(etcd.endpoint());
        both = new SideBySide(here, there);
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            here.close();
            there.close();
            servers.close();
            etcd.close();
        }
    }

    private static WatchCreateRequest.Builder on(String key, String end) {
        return WatchCreateRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end));
    }

    private static List<WatchResponse> take(WatchStream stream, int count) {
        List<WatchResponse> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(stream.next());
        }
        return answers;
    }

    /** The events until {@code count} of them have come; how they are spread over answers is the server's choice. */
    private static List<Message> events(WatchStream stream, int count) {
        List<Message> events = new ArrayList<>();
        while (events.size() < count) {
            events.addAll(stream.next().getEventsList());
        }
        return events;
    }

    @Test
    void r163r173r180_liveEvents() {
        both.watch("live", (client, stream) -> {
            stream.create(on("live/", "live0").setPrevKv(true));
            List<WatchResponse> answers = take(stream, 1);
            client.put("live/a", "1");
            client.put("live/a", "2");
            client.put("elsewhere", "2");
            client.kv()
                    .txn(Requests.txn(
                                    op(Requests.put("live/c", "3")),
                                    op(Requests.put("live/b", "3")),
                                    op(Requests.delete("live/a", "")))
                            .build());
            client.kv().deleteRange(Requests.delete("live/", "live0").build());
            answers.addAll(take(stream, 4));
            return answers;
        });
    }

    @Test
    void r166r177_historyThenLive() {
        long first = here.put("history/0", "0");
        assertThat(there.put("history/0", "0")).isEqualTo(first);
        both.watch("history", (client, stream) -> {
            for (int i = 1; i <= 50; i++) {
                client.put("history/" + i % 7, "v" + i);
            }
            stream.create(on("history/", "history0").setStartRevision(first).setPrevKv(true));
            List<Message> all = new ArrayList<>(take(stream, 1));
            all.addAll(events(stream, 51));
            client.put("history/0", "live");
            all.addAll(take(stream, 1));
            return all;
        });
    }

    @Test
    void r162r165_idsAndRefusals() {
        both.watch(
                "ids",
                (client, stream) -> take(
                        stream.create(on("ids/", "ids0"))
                                .create(on("ids/", "ids0").setWatchId(7))
                                .create(on("ids/", "ids0").setWatchId(7))
                                .create(on("ids/", "ids0"))
                                .create(on("b", "a"))
                                .create(on("a", "a"))
                                .create(WatchCreateRequest.newBuilder().setRangeEnd(Requests.ALL_AFTER)),
                        7));
    }

    @Test
    void r169r170_cancels() {
        both.watch("cancel", (client, stream) -> {
            stream.create(on("cancel", "").setWatchId(3)).cancel(99).cancel(3);
            List<WatchResponse> answers = take(stream, 2);
            client.put("cancel", "unseen");
            stream.cancel(3).create(on("cancel", "").setWatchId(3));
            answers.addAll(take(stream, 1));
            client.put("cancel", "seen");
            answers.addAll(take(stream, 1));
            return answers;
        });
    }

    @Test
    void r175_filters() {
        both.watch("filters", (client, stream) -> {
            stream.create(on("f/", "f0").addFilters(FilterType.NOPUT))
                    .create(on("f/", "f0").addFilters(FilterType.NODELETE))
                    .create(on("f/", "f0").addFilters(FilterType.NOPUT).addFilters(FilterType.NODELETE));
            List<WatchResponse> answers = take(stream, 3);
            client.put("f/a", "1");
            answers.addAll(take(stream, 1));
            client.kv().deleteRange(Requests.delete("f/a", "").build());
            answers.addAll(take(stream, 1));
            return answers;
        });
    }

    @Test
    void r171_startBelowTheCompaction() {
        long revision = here.put("old", "1");
        assertThat(there.put("old", "1")).isEqualTo(revision);
        both.watch("compacted", (client, stream) -> {
            client.put("old", "2");
            client.put("old", "3");
            client.kv()
                    .compact(CompactionRequest.newBuilder()
                            .setRevision(revision + 1)
                            .build());
            List<Message> answers =
                    new ArrayList<>(take(stream.create(on("old", "").setStartRevision(revision)), 2));
            answers.addAll(take(stream.cancel(0).create(on("old", "").setStartRevision(revision + 1)), 2));
            answers.addAll(events(stream, 2));
            return answers;
        });
    }

    @Test
    void r184_progressOfACaughtUpStream() {
        both.watch("progress", (client, stream) -> {
            List<WatchResponse> answers = take(stream.create(on("progress", "")), 1);
            client.put("progress", "1");
            answers.addAll(take(stream, 1));
            answers.addAll(take(stream.askProgress(), 1));
            return answers;
        });
    }

    @Test
    void r167_aNegativeStartIsRefusedAtOnceHere() {
        try (WatchStream stream = here.watch()) {
            WatchResponse answer =
                    stream.create(on("a", "").setStartRevision(-1)).next();
            assertThat(answer.getWatchId()).isEqualTo(-1);
            assertThat(answer.getCreated()).isTrue();
            assertThat(answer.getCanceled()).isTrue();
            assertThat(answer.getCancelReason()).isEqualTo("etcdserver: mvcc: required revision has been compacted");
        }
    }

    @Test
    void r185_aStreamWithAWatcherOfTheFutureTellsNoProgressHere() {
        try (WatchStream stream = here.watch()) {
            long now = here.put("future", "1");
            assertThat(there.put("future", "1")).isEqualTo(now);
            stream.create(on("future", "").setStartRevision(now + 2)).next();
            stream.askProgress().create(on("future", ""));
            assertThat(stream.next().getCreated())
                    .as("no progress answer before")
                    .isTrue();
        }
    }

    @Test
    void r120r123_grantsAndRevocations() {
        for (long[] lease : new long[][] {
            {11, 100}, {11, 100}, {12, 0}, {13, -5}, {14, 9_000_000_000L}, {15, 9_000_000_001L}, {-16, 300}, {17, 1}
        }) {
            both.ask(
                    "grant " + lease[0],
                    client -> client.lease()
                            .leaseGrant(LeaseGrantRequest.newBuilder()
                                    .setID(lease[0])
                                    .setTTL(lease[1])
                                    .build()));
        }
        both.ask(
                "put",
                client -> client.kv().put(Requests.put("l/b", "x").setLease(11).build()));
        both.ask(
                "put",
                client -> client.kv().put(Requests.put("l/a", "x").setLease(11).build()));
        both.ask(
                "put",
                client -> client.kv().put(Requests.put("l/c", "x").setLease(-16).build()));
        for (long id : new long[] {11, -16, 4711, 0}) {
            both.ask(
                    "time to live",
                    client -> client.lease()
                            .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder()
                                    .setID(id)
                                    .setKeys(true)
                                    .build()),
                    WatchOracleIT::timeAndOrderAside);
        }
        both.watch("revocation", (client, stream) -> {
            List<Message> answers = new ArrayList<>(take(stream.create(on("l/", "l0")), 1));
            answers.add(client.lease()
                    .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(11).build()));
            answers.addAll(take(stream, 1));
            return answers;
        });
        both.ask(
                "unknown",
                client -> client.lease()
                        .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(11).build()));
        both.ask("all", client -> client.kv().range(Requests.range("l/", "l0").build()));
        for (long id : new long[] {12, 13, 17}) {
            both.ask(
                    "revoke",
                    client -> client.lease()
                            .leaseRevoke(
                                    LeaseRevokeRequest.newBuilder().setID(id).build()),
                    answer -> LeaseRevokeRequest.getDefaultInstance());
        }
        both.ask("list", client -> client.lease().leaseLeases(LeaseLeasesRequest.getDefaultInstance()));
    }

    private static Message timeAndOrderAside(Message answer) {
        LeaseTimeToLiveResponse response = (LeaseTimeToLiveResponse) answer;
        List<ByteString> keys = new ArrayList<>(response.getKeysList());
        keys.sort(Comparator.comparing(ByteString::toStringUtf8));
        return response.toBuilder()
                .setTTL(Math.min(response.getTTL(), 1))
                .clearKeys()
                .addAllKeys(keys)
                .build();
    }

    @Test
    void r124_keepAlive() {
        both.ask(
                "grant",
                client -> client.lease()
                        .leaseGrant(LeaseGrantRequest.newBuilder()
                                .setID(50)
                                .setTTL(500)
                                .build()));
        both.ask("renewal", client -> keepAlive(client, 50));
        both.ask("renewal of an unknown one", client -> keepAlive(client, 51));
    }

    private static LeaseKeepAliveResponse keepAlive(GrpcClient client, long id) {
        CompletableFuture<LeaseKeepAliveResponse> answer = new CompletableFuture<>();
        StreamObserver<LeaseKeepAliveRequest> requests = client.leaseStreams().leaseKeepAlive(new StreamObserver<>() {
            @Override
            public void onNext(LeaseKeepAliveResponse value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(new AssertionError("no answer"));
            }
        });
        requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
        requests.onCompleted();
        return answer.orTimeout(90, TimeUnit.SECONDS).join();
    }
}

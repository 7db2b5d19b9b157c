package io.kvorum.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.CloseableClient;
import io.etcd.jetcd.watch.WatchEvent;
import io.grpc.stub.StreamObserver;
import io.kvorum.server.process.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program with jetcd, as Java users of etcd write it. */
final class JetcdIT {
    /** The client renews after a third of it; the rest is what a machine may be late by, client and server together. */
    private static final long LEASE_SECONDS = 9;

    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = ServerProcess.in(directory).start();
        client = Client.builder().endpoints(server.endpoint()).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    private static <T> T result(CompletableFuture<T> future) throws Exception {
        return future.get(90, TimeUnit.SECONDS);
    }

    @Test
    void putGetDelete() throws Exception {
        KV kv = client.getKVClient();
        long first = result(kv.put(bytes("kv/a"), bytes("1"))).getHeader().getRevision();
        assertThat(result(kv.put(
                                bytes("kv/a"),
                                bytes("2"),
                                PutOption.builder().withPrevKV().build()))
                        .getPrevKv()
                        .getValue())
                .isEqualTo(bytes("1"));
        result(kv.put(bytes("kv/b"), bytes("3")));
        GetResponse all = result(kv.get(
                bytes("kv/"),
                GetOption.builder()
                        .isPrefix(true)
                        .withSortField(GetOption.SortTarget.MOD)
                        .withSortOrder(GetOption.SortOrder.DESCEND)
                        .build()));
        assertThat(all.getKvs()).extracting(KeyValue::getValue).containsExactly(bytes("3"), bytes("2"));
        assertThat(result(kv.get(
                                bytes("kv/a"),
                                GetOption.builder().withRevision(first).build()))
                        .getKvs()
                        .get(0)
                        .getValue())
                .isEqualTo(bytes("1"));
        assertThat(result(kv.delete(
                                bytes("kv/"),
                                DeleteOption.builder().isPrefix(true).build()))
                        .getDeleted())
                .isEqualTo(2);
    }

    @Test
    void transactions() throws Exception {
        KV kv = client.getKVClient();
        Cmp isNew = new Cmp(bytes("txn"), Cmp.Op.EQUAL, CmpTarget.version(0));
        Op create = Op.put(bytes("txn"), bytes("mine"), PutOption.DEFAULT);
        Op read = Op.get(bytes("txn"), GetOption.DEFAULT);
        TxnResponse first = result(kv.txn().If(isNew).Then(create).Else(read).commit());
        TxnResponse second = result(kv.txn().If(isNew).Then(create).Else(read).commit());
        assertThat(first.isSucceeded()).isTrue();
        assertThat(second.isSucceeded()).isFalse();
        assertThat(second.getGetResponses().get(0).getKvs().get(0).getValue()).isEqualTo(bytes("mine"));
    }

    @Test
    void watchFromARevisionWithFormerPairs() throws Exception {
        KV kv = client.getKVClient();
        long first = result(kv.put(bytes("watch/a"), bytes("1"))).getHeader().getRevision();
        result(kv.put(bytes("watch/a"), bytes("2")));
        BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        WatchOption option = WatchOption.builder()
                .isPrefix(true)
                .withRevision(first)
                .withPrevKV(true)
                .build();
        try (Watch.Watcher watcher = client.getWatchClient()
                .watch(bytes("watch/"), option, response -> events.addAll(response.getEvents()))) {
            List<WatchEvent> seen = new ArrayList<>(List.of(next(events), next(events)));
            result(kv.delete(bytes("watch/a")));
            seen.add(next(events));
            assertThat(seen)
                    .extracting(WatchEvent::getEventType)
                    .containsExactly(WatchEvent.EventType.PUT, WatchEvent.EventType.PUT, WatchEvent.EventType.DELETE);
            assertThat(seen)
                    .extracting(event -> event.getPrevKV().getValue())
                    .containsExactly(ByteSequence.EMPTY, bytes("1"), bytes("2"));
            assertThat(seen)
                    .extracting(event -> event.getKeyValue().getModRevision())
                    .containsExactly(first, first + 1, first + 2);
            assertThat(watcher.isClosed()).isFalse();
        }
    }

    @Test
    void aWatchBelowTheCompactionIsToldSo() throws Exception {
        KV kv = client.getKVClient();
        result(kv.put(bytes("old"), bytes("1")));
        long second = result(kv.put(bytes("old"), bytes("2"))).getHeader().getRevision();
        result(kv.compact(second));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Watch.Watcher watcher = client.getWatchClient()
                .watch(
                        bytes("old"),
                        WatchOption.builder().withRevision(second - 1).build(),
                        Watch.listener(response -> {}, failure::complete));
        assertThat(result(failure))
                .isInstanceOfSatisfying(
                        CompactedException.class,
                        compacted ->
                                assertThat(compacted.getCompactedRevision()).isEqualTo(second));
        watcher.close();
    }

    private static WatchEvent next(BlockingQueue<WatchEvent> events) throws InterruptedException {
        WatchEvent event = events.poll(90, TimeUnit.SECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }

    @Test
    void aLeaseLivesWhileItIsKeptAliveAndTakesItsKeyAlong() throws Exception {
        Lease leases = client.getLeaseClient();
        KV kv = client.getKVClient();
        long lease = result(leases.grant(LEASE_SECONDS)).getID();
        result(kv.put(
                bytes("leased"),
                bytes("x"),
                PutOption.builder().withLeaseId(lease).build()));
        BlockingQueue<Long> renewals = new LinkedBlockingQueue<>();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (CloseableClient keeper = leases.keepAlive(lease, new StreamObserver<>() {
            @Override
            public void onNext(LeaseKeepAliveResponse response) {
                renewals.add(response.getTTL());
            }

            @Override
            public void onError(Throwable problem) {
                failure.complete(problem);
            }

            @Override
            public void onCompleted() {
                failure.complete(new IllegalStateException("completed"));
            }
        })) {
            for (int i = 0; i < 4; i++) {
                assertThat(renewals.poll(90, TimeUnit.SECONDS)).isEqualTo(LEASE_SECONDS);
            }
            assertThat(failure).isNotDone();
            assertThat(keeper).isNotNull();
        }
        var life = result(leases.timeToLive(
                lease, LeaseOption.builder().withAttachedKeys().build()));
        assertThat(life.getKeys()).containsExactly(bytes("leased"));
        assertThat(life.getGrantedTTL()).isEqualTo(LEASE_SECONDS);
        result(leases.revoke(lease));
        assertThat(result(kv.get(bytes("leased"))).getCount()).isZero();
        assertThat(result(leases.keepAliveOnce(result(leases.grant(60)).getID()))
                        .getTTL())
                .isEqualTo(60);
    }

    @Test
    void errorsComeWithTheirText() {
        assertThatThrownBy(() -> result(client.getKVClient()
                        .put(
                                bytes("x"),
                                bytes("y"),
                                PutOption.builder().withLeaseId(4711).build())))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("etcdserver: requested lease not found");
        assertThatThrownBy(() -> result(client.getKVClient()
                        .get(
                                bytes("x"),
                                GetOption.builder().withRevision(1_000_000).build())))
                .hasMessageContaining("etcdserver: mvcc: required revision is a future revision");
    }
}

package io.kvorum.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.Cluster;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Lease;
import io.kvorum.api.Maintenance;
import io.kvorum.api.Sink;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.HashKVRequest;
import io.kvorum.api.etcdserverpb.HashKVResponse;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberListRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchRequest;
import io.kvorum.engine.EngineWorld.Answer;
import io.kvorum.engine.EngineWorld.Node;
import io.kvorum.engine.cluster.OwnRemoval;
import io.kvorum.memory.MemoryPlugin;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member that was cut off takes over the state of another one while it lives. */
class SnapshotInstallTest {
    private final EngineWorld world = EngineWorld.of(3);

    @Test
    void equalHashesAndMembersAfterwardsWhateverTheStorage() {
        MemberId added = new MemberId(world.call(
                        world.node(1).service(Cluster.class)::memberAdd,
                        MemberAddRequest.newBuilder()
                                .addPeerURLs(EngineWorld.url(9))
                                .build())
                .getMember()
                .getID());
        put("a", 20);
        compact(10);

        Node newcomer = world.start(added, new MemoryPlugin().storageFactories().get(0));
        newcomer.consensus().receiving = false;
        install(1, added.value());

        HashKVResponse hash = hash(added.value());
        assertThat(hash.getHash()).isEqualTo(hash(1).getHash());
        assertThat(hash.getCompactRevision()).isEqualTo(10);
        assertThat(hash.getHashRevision()).isEqualTo(21);
        assertThat(newcomer.engine().machine().applied())
                .isEqualTo(world.node(1).engine().machine().applied());
    }

    @Test
    void aMemberThatCameByASnapshotPublishesItselfWithoutAnyFurtherEntry() {
        long learner = world.addLearner();
        Node newcomer = world.start(learner);
        newcomer.consensus().receiving = false;
        world.run(Duration.ofSeconds(1));
        install(1, learner);
        newcomer.consensus().receiving = true;
        CompletableFuture<Void> ready = newcomer.engine().ready().toCompletableFuture();
        assertThat(ready.isDone()).isFalse();

        world.run(Duration.ofSeconds(1));
        assertThat(ready.isDone()).isTrue();
    }

    @Test
    void r191_watchersGoOnFromWhereTheyWere() {
        Events events = watchFromNowOn();
        put("a", 2);
        world.node(3).consensus().receiving = false;
        put("a", 5);
        install(1, 3);
        world.node(3).consensus().receiving = true;
        put("a", 1);
        world.run(Duration.ofSeconds(1));

        assertThat(events.revisions).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void r171_aWatcherWhoseRevisionsAreCompactedIsToldSo() {
        Events events = watchFromNowOn();
        put("a", 2);
        world.node(3).consensus().receiving = false;
        put("a", 5);
        compact(6);
        install(1, 3);
        world.run(Duration.ofSeconds(1));

        assertThat(events.compactedAt).isEqualTo(6);
    }

    @Test
    void r35_aReadThatWaitsForItsIndexPassesWithTheSnapshot() {
        LogConsensus lagging = world.node(3).consensus();
        lagging.delivering = false;
        put("a", 5);
        Answer<RangeResponse> read = new Answer<>();
        world.node(3)
                .service(Kv.class)
                .range(
                        EngineWorld.CALLER,
                        RangeRequest.newBuilder().setKey(EngineWorld.bytes("a")).build(),
                        read.through(answer -> answer.toMessage()));
        world.run(Duration.ofSeconds(1));
        assertThat(read.isOver()).isFalse();

        install(1, 3);
        world.run(Duration.ofSeconds(1));
        assertThat(read.get().getKvs(0).getVersion()).isEqualTo(5);
    }

    @Test
    void leasesMembersAndAttachmentsAreTakenOver() {
        grant(1, 100);
        world.node(3).consensus().receiving = false;
        grant(2, 100);
        world.call(
                kv(1)::put,
                PutRequest.newBuilder()
                        .setKey(EngineWorld.bytes("leased"))
                        .setLease(2)
                        .build());
        world.addLearner();
        install(1, 3);
        world.node(3).consensus().receiving = true;
        world.log.lead(new MemberId(3));
        world.run(Duration.ofSeconds(1));

        var lease = world.call(
                world.node(3).service(Lease.class)::timeToLive,
                LeaseTimeToLiveRequest.newBuilder().setID(2).setKeys(true).build());
        assertThat(lease.getTTL()).isEqualTo(100);
        assertThat(lease.getKeysList()).containsExactly(EngineWorld.bytes("leased"));
        assertThat(world.call(world.node(3).service(Cluster.class)::memberList, MemberListRequest.getDefaultInstance())
                        .getMembersList())
                .extracting(Member::getName)
                .containsExactlyInAnyOrder("n1", "n2", "n3", "");
    }

    @Test
    void r279_aMemberThatLearnsOfItsRemovalByASnapshotStops() {
        world.node(3).consensus().receiving = false;
        world.call(
                world.node(1).service(Cluster.class)::memberRemove,
                MemberRemoveRequest.newBuilder().setID(3).build());
        install(1, 3);
        world.run(Duration.ofSeconds(2));

        assertThat(world.node(3).runtime().halted().reason()).isEqualTo(OwnRemoval.REASON);
    }

    private void install(long from, long to) {
        CompletableFuture<SnapshotSource> written = new CompletableFuture<>();
        Node sender = world.node(from);
        onApplyLane(
                sender,
                () -> sender.engine()
                        .machine()
                        .snapshot()
                        .thenAccept(written::complete)
                        .exceptionally(failure -> {
                            written.completeExceptionally(failure);
                            return null;
                        }));
        SnapshotSource source = await(written);
        Node receiver = world.node(to);
        CompletableFuture<SnapshotSink> begun = new CompletableFuture<>();
        onApplyLane(receiver, () -> begun.complete(receiver.engine().machine().beginInstall(source.meta())));
        SnapshotSink sink = await(begun);
        ByteBuffer chunk = ByteBuffer.allocate(1 << 10);
        while (source.read(sink.received(), chunk) > 0) {
            sink.write(chunk.flip());
            chunk.clear();
        }
        await(sink.seal().toCompletableFuture());
        CompletableFuture<Void> installed = new CompletableFuture<>();
        onApplyLane(receiver, () -> {
            receiver.consensus().skipTo(source.meta().index());
            sink.install().thenAccept(installed::complete);
        });
        await(installed);
        source.close();
    }

    private void onApplyLane(Node node, Runnable task) {
        node.engine().machine().lane().offer(task);
    }

    private <T> T await(CompletableFuture<T> future) {
        assertThat(world.simulation.runUntil(future::isDone, EngineWorld.PATIENCE))
                .isTrue();
        return future.join();
    }

    private Kv kv(long member) {
        return world.node(member).service(Kv.class);
    }

    private void put(String key, int times) {
        for (int i = 0; i < times; i++) {
            world.call(
                    kv(1)::put,
                    PutRequest.newBuilder().setKey(EngineWorld.bytes(key)).build());
        }
    }

    private void compact(long revision) {
        world.call(
                kv(1)::compact,
                CompactionRequest.newBuilder()
                        .setRevision(revision)
                        .setPhysical(true)
                        .build());
    }

    private void grant(long id, long seconds) {
        world.call(
                world.node(1).service(Lease.class)::grant,
                LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build());
    }

    /** A watcher of {@code a} on the member that will be behind. */
    private Events watchFromNowOn() {
        Events events = new Events();
        world.node(3)
                .service(Watch.class)
                .open(EngineWorld.CALLER, events)
                .request(WatchRequest.newBuilder()
                        .setCreateRequest(WatchCreateRequest.newBuilder().setKey(EngineWorld.bytes("a")))
                        .build());
        return events;
    }

    private HashKVResponse hash(long member) {
        return world.call(world.node(member).service(Maintenance.class)::hashKv, HashKVRequest.getDefaultInstance());
    }

    /** Revisions of the events that a watcher got. */
    private static final class Events implements Sink<WatchAnswer> {
        private final List<Long> revisions = new ArrayList<>();
        private long compactedAt;

        @Override
        public boolean offer(WatchAnswer answer) {
            answer.toMessage()
                    .getEventsList()
                    .forEach(event -> revisions.add(event.getKv().getModRevision()));
            compactedAt = Math.max(compactedAt, answer.compactRevision());
            return true;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void onReady(Runnable signal) {}

        @Override
        public void complete() {}

        @Override
        public void fail(KvorumException failure) {
            throw new AssertionError(failure);
        }
    }
}

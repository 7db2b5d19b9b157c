package io.kvorum.e2e;

import static io.kvorum.e2e.GrpcClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.api.mvccpb.KeyValue;
import io.kvorum.server.process.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the server under load, again and again on the same data: everything acknowledged is there with its
 * revision, and history has neither gap nor repetition. The number of rounds comes from system property
 * {@code kvorum.kill.rounds}, the seed from {@code kvorum.kill.seed}.
 */
final class KillIT {
    private static final long LEASE = 77;
    private static final int LEASE_SECONDS = 3_600;
    private static final int WRITERS = 8;
    private static final int ROUNDS_OF_HISTORY = 20;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("kvorum.kill.seed", 1));

    private final Injected injected = new Injected();

    /** Revision of every acknowledged change, with its key and value. */
    private final Map<Long, List<String>> acknowledged = new TreeMap<>();

    /** Where history begins: compacted now and then, so that a thousand rounds do not re-read all of it. */
    private long start = 1;

    @TempDir
    Path directory;

    @Test
    void everythingAcknowledgedSurvives() {
        int rounds = Integer.getInteger("kvorum.kill.rounds", 3);
        try (ServerProcess server = ServerProcess.in(directory).start()) {
            try (GrpcClient client = new GrpcClient(server.endpoint())) {
                client.lease()
                        .leaseGrant(LeaseGrantRequest.newBuilder()
                                .setID(LEASE)
                                .setTTL(LEASE_SECONDS)
                                .build());
                long revision = client.kv()
                        .put(Requests.put("leased", "x").setLease(LEASE).build())
                        .getHeader()
                        .getRevision();
                acknowledged.put(revision, List.of("leased=x"));
            }
            for (int round = 1; round <= rounds; round++) {
                loadUntilKilled(server, round);
                injected.stateAll();
                server.start();
                try (GrpcClient client = new GrpcClient(server.endpoint())) {
                    checkHistory(client, round);
                    checkLease(client);
                    if (round % ROUNDS_OF_HISTORY == 0) {
                        compact(client);
                    }
                }
            }
        }
    }

    private void loadUntilKilled(ServerProcess server, int round) {
        List<LoadWriter> writers = new ArrayList<>();
        try (GrpcClient client = new GrpcClient(server.endpoint());
                WatchStream watch = client.watch()) {
            watch.create(Requests.watchAll(start));
            for (int i = 0; i < WRITERS; i++) {
                LoadWriter writer = new LoadWriter(client, "w" + i + "/", "r" + round + "-");
                writers.add(writer);
                writer.start();
            }
            int enough = 50 + random.nextInt(1_500);
            Await.until(
                    () -> enough + " acknowledged writes",
                    () -> writers.stream()
                                    .mapToInt(LoadWriter::acknowledgedCount)
                                    .sum()
                            >= enough);
            server.kill();
            assertThat(server.exitStatus()).isEqualTo(ServerProcess.KILLED);
            injected.note("kill -9 after " + enough + " writes");
            writers.forEach(LoadWriter::join);
            List<Event> seen = new ArrayList<>();
            watch.end().join();
            watch.waiting().forEach(answer -> seen.addAll(answer.getEventsList()));
            remember(writers, seen);
        }
    }

    private void remember(List<LoadWriter> writers, List<Event> seen) {
        for (LoadWriter writer : writers) {
            writer.acknowledged()
                    .forEach((revision, changes) -> assertThat(acknowledged.put(revision, changes))
                            .as("revision %d acknowledged twice", revision)
                            .isNull());
        }
        // What a watcher was shown must stay, too, acknowledged to its writer or not.
        seen.forEach(event -> acknowledged.computeIfAbsent(event.getKv().getModRevision(), revision -> List.of()));
    }

    private void checkHistory(GrpcClient client, int round) {
        RangeResponse all = client.kv()
                .range(Requests.range("", "")
                        .setKey(Requests.ALL_AFTER)
                        .setRangeEnd(Requests.ALL_AFTER)
                        .build());
        long newest = all.getHeader().getRevision();
        Map<Long, List<String>> history = new TreeMap<>();
        Map<String, KeyValue> last = new TreeMap<>();
        try (WatchStream watch = client.watch()) {
            watch.create(Requests.watchAll(start));
            assertThat(watch.next().getCreated()).isTrue();
            for (long seen = Math.max(start - 1, 1); seen < newest; ) {
                for (Event event : watch.next().getEventsList()) {
                    long revision = event.getKv().getModRevision();
                    assertThat(revision).as("order in round %d", round).isBetween(seen, seen + 1);
                    seen = revision;
                    String change = change(event.getKv());
                    List<String> changes = history.computeIfAbsent(revision, ignored -> new ArrayList<>());
                    assertThat(changes).doesNotContain(change);
                    changes.add(change);
                    last.put(event.getKv().getKey().toStringUtf8(), event.getKv());
                }
            }
        }
        assertThat(history).as("dense revisions").hasSize((int) (newest - Math.max(start, 2) + 1));
        acknowledged.forEach((revision, changes) -> assertThat(history.get(revision))
                .as("revision %d after round %d", revision, round)
                .isNotNull()
                .containsAll(changes));
        assertThat(all.getKvsList().stream().filter(pair -> pair.getModRevision() >= start))
                .containsExactlyElementsOf(last.values());
    }

    private void compact(GrpcClient client) {
        start = client.get("leased").getHeader().getRevision();
        client.kv().compact(CompactionRequest.newBuilder().setRevision(start).build());
        acknowledged.keySet().removeIf(revision -> revision < start);
    }

    private static String change(KeyValue pair) {
        return pair.getKey().toStringUtf8() + "=" + pair.getValue().toStringUtf8();
    }

    private static void checkLease(GrpcClient client) {
        var lease = client.lease()
                .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder()
                        .setID(LEASE)
                        .setKeys(true)
                        .build());
        assertThat(lease.getGrantedTTL()).isEqualTo(LEASE_SECONDS);
        assertThat(lease.getTTL()).isPositive();
        assertThat(lease.getKeysList()).containsExactly(bytes("leased"));
        assertThat(client.get("leased").getKvs(0).getLease()).isEqualTo(LEASE);
    }
}

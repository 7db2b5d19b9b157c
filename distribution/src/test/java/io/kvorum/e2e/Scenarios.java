package io.kvorum.e2e;

import static io.kvorum.e2e.GrpcClient.bytes;
import static io.kvorum.e2e.Requests.op;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseRevokeRequest;
import io.kvorum.api.etcdserverpb.RangeRequest.SortOrder;
import io.kvorum.api.etcdserverpb.RangeRequest.SortTarget;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.etcdserverpb.TxnResponse;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchResponse;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.api.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client sees must not depend on the parts the server is made of. Each scenario has keys of its own. */
abstract class Scenarios {
    /** A client of the server under test. */
    abstract GrpcClient client();

    @Test
    void r5_versionsAndRevisionsOfAKeyFollowItsLives() {
        long created = client().put("life/a", "1");
        client().put("life/a", "2");
        KeyValue second = client().get("life/a").getKvs(0);
        assertThat(second.getCreateRevision()).isEqualTo(created);
        assertThat(second.getVersion()).isEqualTo(2);
        client().kv().deleteRange(Requests.delete("life/a", "").build());
        assertThat(client().get("life/a").getCount()).isZero();
        client().put("life/a", "3");
        KeyValue reborn = client().get("life/a").getKvs(0);
        assertThat(reborn.getVersion()).isEqualTo(1);
        assertThat(reborn.getCreateRevision()).isEqualTo(created + 3);
    }

    @Test
    void r25r33_rangesSortAndReadThePast() {
        long first = client().put("range/b", "1");
        client().put("range/a", "2");
        client().put("range/c", "3");
        client().put("range/b", "4");
        RangeResponse sorted = client().kv()
                .range(Requests.range("range/", "range0")
                        .setSortTarget(SortTarget.MOD)
                        .setSortOrder(SortOrder.DESCEND)
                        .setLimit(2)
                        .build());
        assertThat(sorted.getKvsList())
                .extracting(pair -> pair.getKey().toStringUtf8())
                .containsExactly("range/b", "range/c");
        assertThat(sorted.getMore()).isTrue();
        assertThat(sorted.getCount()).isEqualTo(3);
        RangeResponse past = client().kv()
                .range(Requests.range("range/", "range0").setRevision(first + 1).build());
        assertThat(past.getKvsList())
                .extracting(pair -> pair.getValue().toStringUtf8())
                .containsExactly("2", "1");
    }

    @Test
    void r70r71_transactionsChooseAndSeeTheirOwnWrites() {
        TxnResponse created = client().kv()
                .txn(Requests.txn(op(Requests.put("txn/a", "mine")), op(Requests.range("txn/a", "")))
                        .addCompare(Requests.missing("txn/a"))
                        .build());
        assertThat(created.getSucceeded()).isTrue();
        assertThat(created.getResponses(1).getResponseRange().getKvs(0).getValue())
                .isEqualTo(bytes("mine"));
        TxnResponse refused = client().kv()
                .txn(Requests.txn(op(Requests.put("txn/a", "theirs")))
                        .addCompare(Requests.missing("txn/a"))
                        .addFailure(op(Requests.delete("txn/a", "").setPrevKv(true)))
                        .build());
        assertThat(refused.getSucceeded()).isFalse();
        assertThat(refused.getResponses(0)
                        .getResponseDeleteRange()
                        .getPrevKvs(0)
                        .getValue())
                .isEqualTo(bytes("mine"));
    }

    @Test
    void r166_watchersGetHistoryThenLiveEventsOnce() {
        long first = client().put("watch/0", "0");
        for (int i = 1; i < 30; i++) {
            client().put("watch/" + i % 5, "" + i);
        }
        try (WatchStream watch = client().watch()) {
            watch.create(WatchCreateRequest.newBuilder()
                    .setKey(bytes("watch/"))
                    .setRangeEnd(bytes("watch0"))
                    .setPrevKv(true)
                    .setStartRevision(first));
            assertThat(watch.next().getCreated()).isTrue();
            client().kv().deleteRange(Requests.delete("watch/", "watch0").build());
            List<Event> events = new ArrayList<>();
            while (events.size() < 35) {
                events.addAll(watch.next().getEventsList());
            }
            for (int i = 0; i < 30; i++) {
                assertThat(events.get(i).getKv().getModRevision()).isEqualTo(first + i);
                assertThat(events.get(i).hasPrevKv()).isEqualTo(i >= 5);
            }
            for (int i = 30; i < 35; i++) {
                assertThat(events.get(i).getType()).isEqualTo(Event.EventType.DELETE);
                assertThat(events.get(i).getKv().getModRevision()).isEqualTo(first + 30);
                assertThat(events.get(i).getPrevKv().getValue()).isEqualTo(bytes("" + (i - 5)));
            }
        }
    }

    @Test
    void r123r133_leasesEndByRevocationAndByTime() {
        try (WatchStream watch = client().watch()) {
            watch.create(WatchCreateRequest.newBuilder().setKey(bytes("lease/")).setRangeEnd(bytes("lease0")));
            watch.next();
            long revoked = grant(600);
            client().kv().put(Requests.put("lease/b", "x").setLease(revoked).build());
            client().kv().put(Requests.put("lease/a", "x").setLease(revoked).build());
            client().lease()
                    .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(revoked).build());
            // Long enough for the put on any machine.
            long expiring = grant(6);
            client().kv().put(Requests.put("lease/c", "x").setLease(expiring).build());
            List<String> deletions = new ArrayList<>();
            while (deletions.size() < 3) {
                WatchResponse answer = watch.next();
                answer.getEventsList().stream()
                        .filter(event -> event.getType() == Event.EventType.DELETE)
                        .forEach(event -> deletions.add(event.getKv().getKey().toStringUtf8()));
            }
            assertThat(deletions).containsExactly("lease/a", "lease/b", "lease/c");
        }
    }

    private long grant(long seconds) {
        return client().lease()
                .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(seconds).build())
                .getID();
    }

    @Test
    void r102_compactionHidesThePastAndKeepsThePresent() {
        client().put("compact/a", "1");
        long kept = client().put("compact/a", "2");
        client().put("compact/a", "3");
        client().kv()
                .compact(CompactionRequest.newBuilder()
                        .setRevision(kept)
                        .setPhysical(true)
                        .build());
        assertThat(client().kv()
                        .range(Requests.range("compact/a", "").setRevision(kept).build())
                        .getKvs(0)
                        .getValue())
                .isEqualTo(bytes("2"));
        assertThatThrownBy(() -> client().kv()
                        .range(Requests.range("compact/a", "")
                                .setRevision(kept - 1)
                                .build()))
                .hasMessage("OUT_OF_RANGE: etcdserver: mvcc: required revision has been compacted");
        assertThat(client().get("compact/a").getKvs(0).getValue()).isEqualTo(bytes("3"));
    }
}

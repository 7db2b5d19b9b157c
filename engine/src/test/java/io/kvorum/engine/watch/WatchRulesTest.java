package io.kvorum.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.RequestContext;
import io.kvorum.api.StatusCode;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchRulesTest {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    private final WatchWorld world = new WatchWorld();

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @Test
    void r161_anEmptyRequestIsIgnored() {
        FakeWatchClient client = world.open();
        client.sendNothing();
        client.watch("a");
        world.settle();
        assertThat(client.take()).containsExactly("#0 @1 created");
    }

    @Test
    void r162_idsAreCountedUpAndWishesKept() {
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a")).setWatchId(1));
        client.watch("a");
        client.watch("a");
        client.create(request -> request.setKey(utf8("a")).setWatchId(1));
        world.settle();
        assertThat(client.take())
                .containsExactly(
                        "#1 @1 created",
                        "#0 @1 created",
                        "#2 @1 created",
                        "#-1 @1 created canceled (mvcc: duplicate watch ID provided on the WatchStream)");
    }

    @Test
    void r163_r180_createdPrecedesEventsAndHeadersCarryTheirRevision() {
        FakeWatchClient client = world.open();
        client.watch("a");
        world.commit("a=1");
        world.commit("b=1");
        world.commit("a=2", "b=2");
        world.commit("-a");
        assertThat(client.take()).containsExactly("#0 @2 created", "#0 @4 a=2/4", "#0 @5 -a/5");
    }

    @Test
    void r164_r8_anEmptyKeyWithOpenEndIsEverything() {
        FakeWatchClient client = world.open();
        client.create(request -> request.setRangeEnd(ZERO));
        client.create(request -> request.setKey(utf8("b")).setRangeEnd(utf8("d")));
        world.settle();
        client.take();
        world.commit("a=1", "b=1", "c=1", "d=1");
        assertThat(client.take()).containsExactlyInAnyOrder("#0 @2 a=1/2 b=1/2 c=1/2 d=1/2", "#1 @2 b=1/2 c=1/2");
    }

    @Test
    void r165_anEmptyRangeIsRefused() {
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("b")).setRangeEnd(utf8("b")));
        client.create(request -> request.setKey(utf8("b")).setRangeEnd(utf8("a")));
        world.settle();
        assertThat(client.take())
                .containsOnly("#-1 @1 created canceled (mvcc: watcher range is empty)")
                .hasSize(2);
    }

    @Test
    void r166_aStartInTheFutureWaits() {
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a")).setStartRevision(4));
        world.settle();
        world.commit("a=2");
        world.commit("a=3");
        world.commit("a=4");
        assertThat(client.take()).containsExactly("#0 @1 created", "#0 @4 a=4/4");
    }

    @Test
    void r166_r181_aStartInThePastGivesHistoryAndThenLiveEvents() {
        world.commit("a=2");
        world.commit("a=3");
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a")).setStartRevision(1));
        world.settle();
        world.commit("a=4");
        assertThat(client.take()).containsExactly("#0 @3 created", "#0 @3 a=2/2 a=3/3", "#0 @4 a=4/4");
    }

    @Test
    void r167_aNegativeStartIsRefused() {
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a")).setStartRevision(-1));
        world.settle();
        assertThat(client.take()).containsExactly("#-1 @1 created canceled (" + ErrorCode.COMPACTED.text() + ")");
    }

    @Test
    void r168_aRefusedCallerKeepsItsStream() {
        FakeWatchClient client = world.open();
        world.guard = (context, key, end) -> key.equals(utf8("secret")) ? "rpc error: no" : null;
        client.watch("secret");
        client.watch("open");
        world.settle();
        assertThat(client.take()).containsExactly("#-1 @1 created canceled (rpc error: no)", "#0 @1 created");
    }

    @Test
    void r169_r170_cancelIsAcknowledgedOnceAndFreesTheId() {
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a")).setWatchId(7));
        client.cancel(8);
        client.cancel(7);
        client.cancel(7);
        world.settle();
        world.commit("a=1");
        client.create(request -> request.setKey(utf8("a")).setWatchId(7));
        world.settle();
        assertThat(client.take()).containsExactly("#7 @1 created", "#7 @1 canceled", "#7 @2 created");
    }

    @Test
    void r171_r172_aCompactedStartIsCanceledAndKeepsItsId() {
        for (int i = 2; i <= 10; i++) {
            world.commit("a=" + i);
        }
        world.history.compact(5);
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a")).setStartRevision(4).setWatchId(9));
        client.create(request -> request.setKey(utf8("a")).setStartRevision(5));
        world.settle();
        client.create(request -> request.setKey(utf8("a")).setWatchId(9));
        client.askProgress();
        client.cancel(9);
        client.askProgress();
        world.settle();
        assertThat(client.take())
                .containsExactly(
                        "#9 @10 created",
                        "#0 @10 created",
                        "#9 @0 canceled compacted:5",
                        "#0 @10 a=5/5 a=6/6 a=7/7 a=8/8 a=9/9 a=10/10",
                        "#-1 @10 created canceled (" + WatchAnswer.DUPLICATE_WATCH_ID + ")",
                        "#9 @10 canceled",
                        "#-1 @10",
                        "#-1 @10");
    }

    @Test
    void r174_previousPairsComeLiveAndFromHistory() {
        world.commit("a=2");
        world.commit("a=3");
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a")).setPrevKv(true).setStartRevision(2));
        world.settle();
        world.commit("a=4");
        world.commit("-a");
        world.commit("a=6");
        assertThat(client.take())
                .containsExactly(
                        "#0 @3 created", "#0 @3 a=2/2 a=3<2/3", "#0 @4 a=4<3/4", "#0 @5 -a<4/5", "#0 @6 a=6/6");
    }

    @Test
    void r175_filtersDropEventsAndEmptyBatches() {
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a"))
                .setRangeEnd(utf8("z"))
                .addFilters(WatchCreateRequest.FilterType.NOPUT)
                .addFiltersValue(77));
        client.create(request ->
                request.setKey(utf8("a")).setRangeEnd(utf8("z")).addFilters(WatchCreateRequest.FilterType.NODELETE));
        client.create(request -> request.setKey(utf8("a"))
                .setRangeEnd(utf8("z"))
                .addFilters(WatchCreateRequest.FilterType.NODELETE)
                .addFilters(WatchCreateRequest.FilterType.NOPUT));
        world.settle();
        client.take();
        world.commit("a=1");
        world.commit("-a", "b=2");
        assertThat(client.take()).containsExactlyInAnyOrder("#1 @2 a=1/2", "#0 @3 -a/3", "#1 @3 b=2/3");
    }

    @Test
    void r177_catchUpAnswersHoldAThousandRevisions() {
        for (int i = 0; i < 2_500; i++) {
            world.commitSilently("a=" + i);
        }
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a")).setStartRevision(1));
        world.settle();
        assertThat(client.answers().stream().map(answer -> answer.events().count()))
                .containsExactly(0, 1_000, 1_000, 500);
        assertThat(client.answers().stream().map(answer -> answer.header().revision()))
                .containsOnly(2_501L);
    }

    @Test
    void r183_progressComesWhenNothingElseCame() {
        FakeWatchClient client = world.open();
        client.create(request -> request.setKey(utf8("a")).setProgressNotify(true));
        client.watch("a");
        world.commit("b=1");
        assertThat(client.take()).hasSize(2);
        world.simulation.runFor(Duration.ofMinutes(11).plusSeconds(1));
        assertThat(client.take()).containsExactly("#0 @2");
        world.commit("a=1");
        client.take();
        world.simulation.runFor(Duration.ofMinutes(11));
        assertThat(client.take()).isEmpty();
        world.simulation.runFor(Duration.ofMinutes(11));
        assertThat(client.take()).containsExactly("#0 @3");
    }

    @Test
    void r183_r185_aStartInTheFutureIsNotCaughtUp() {
        FakeWatchClient client = world.open();
        client.create(
                request -> request.setKey(utf8("a")).setProgressNotify(true).setStartRevision(3));
        client.askProgress();
        world.simulation.runFor(Duration.ofMinutes(11).plusSeconds(1));
        assertThat(client.take()).containsExactly("#0 @1 created");
        world.commit("b=2");
        world.commit("b=3");
        client.askProgress();
        world.settle();
        assertThat(client.take()).containsExactly("#-1 @3");
    }

    @Test
    void r185_aStreamWithoutWatchersGetsNoProgress() {
        FakeWatchClient client = world.open();
        client.askProgress();
        world.settle();
        assertThat(client.take()).isEmpty();
    }

    @Test
    void r186_progressNeverOvertakesAPublishedRevision() {
        FakeWatchClient client = world.open();
        client.watch("a");
        world.settle();
        var revision = world.history.commit("a=1");
        client.askProgress();
        world.settle();
        world.hub.publish(List.of(revision));
        world.settle();
        assertThat(client.take()).containsExactly("#0 @1 created", "#0 @2 a=1/2", "#-1 @2");
    }

    @Test
    void r187_r188_withoutLeaderStreamsThatWantOneEnd() {
        RequestContext wantsLeader = new LeaderRequiringContext();
        world.leaderKnown = false;
        FakeWatchClient refused = world.open(wantsLeader);
        assertThat(refused.failure().code()).contains(ErrorCode.NO_LEADER);
        world.leaderKnown = true;
        FakeWatchClient client = world.open(wantsLeader);
        FakeWatchClient patient = world.open();
        client.watch("a");
        world.hub.leaderState(false);
        world.hub.leaderState(false);
        world.hub.leaderState(true);
        world.hub.leaderState(false);
        world.hub.leaderState(false);
        world.settle();
        assertThat(client.failure()).isNull();
        world.hub.leaderState(false);
        world.settle();
        assertThat(client.failure().code()).contains(ErrorCode.NO_LEADER);
        assertThat(patient.failure()).isNull();
    }

    @Test
    void r189_largeAnswersAreSplitOnRequestOnly() {
        FakeWatchClient client = world.open();
        client.create(
                request -> request.setKey(utf8("a")).setRangeEnd(utf8("z")).setFragment(true));
        client.create(request -> request.setKey(utf8("a")).setRangeEnd(utf8("z")));
        world.settle();
        client.take();
        String large = "x".repeat(900_000);
        world.commit("a=" + large, "b=" + large, "c=" + large, "d=" + large, "e=1");
        List<WatchAnswer> split =
                client.answers().stream().filter(a -> a.watchId() == 0).toList();
        assertThat(split.stream().map(answer -> answer.events().count())).containsExactly(2, 3);
        assertThat(split.stream().map(WatchAnswer::fragment)).containsExactly(true, false);
        assertThat(split).allMatch(answer -> answer.header().revision() == 2);
        assertThat(client.answers().stream().filter(a -> a.watchId() == 1)).hasSize(1);
    }

    @Test
    void r190_theClientsEndIsAnsweredAndItsWatchersAreForgotten() {
        FakeWatchClient client = world.open();
        client.watch("a");
        world.settle();
        client.close();
        client.close();
        world.settle();
        assertThat(client.failure().code()).contains(ErrorCode.WATCH_CANCELED);
        assertThat(world.runtime.metrics().gauge("etcd_debugging_mvcc_watch_stream_total"))
                .isZero();
        assertThat(world.runtime.metrics().gauge("etcd_debugging_mvcc_watcher_total"))
                .isZero();
    }

    @Test
    void r191_afterASnapshotWatchersGoOnFromWhereTheyWere() {
        FakeWatchClient client = world.open();
        client.watch("a");
        client.create(request -> request.setKey(utf8("a")).setStartRevision(9));
        world.commit("a=2");
        client.take();
        for (int i = 3; i <= 5; i++) {
            world.history.commit("a=" + i);
        }
        world.hub.onReset();
        world.settle();
        world.commit("a=6");
        assertThat(client.take()).containsExactly("#0 @5 a=3/3 a=4/4 a=5/5", "#0 @6 a=6/6");
    }

    @Test
    void r193_shutdownEndsStreamsAndRefusesNewOnes() {
        FakeWatchClient client = world.open();
        client.watch("a");
        world.settle();
        world.hub.shutdown();
        world.settle();
        assertThat(client.failure().code()).contains(ErrorCode.STOPPED);
        assertThat(world.open().failure().code()).contains(ErrorCode.STOPPED);
    }

    @Test
    void aClientThatAsksWithoutReadingLosesItsStream() {
        WatchWorld small = new WatchWorld(1, WatchWorld.limits(1 << 20, 8, 1 << 20, 100));
        FakeWatchClient client = small.open();
        client.read(0);
        for (int i = 0; i < 90; i++) {
            client.watch("a");
            client.cancel(i);
            small.settle();
        }
        assertThat(client.failure().status()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
    }
}

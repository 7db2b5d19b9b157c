package io.kvorum.e2e;

import static io.kvorum.e2e.GrpcClient.bytes;
import static io.kvorum.e2e.Requests.ALL_AFTER;
import static io.kvorum.e2e.Requests.guard;
import static io.kvorum.e2e.Requests.holds;
import static io.kvorum.e2e.Requests.missing;
import static io.kvorum.e2e.Requests.op;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.Compare.CompareResult;
import io.kvorum.api.etcdserverpb.Compare.CompareTarget;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeRequest.SortOrder;
import io.kvorum.api.etcdserverpb.RangeRequest.SortTarget;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.server.process.EmbeddedServers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests to this server and to the machine's etcd; the answers are compared field by field. Both get every
 * request of this class in the same order, so their revisions agree. Debian's etcd is 3.4.23; where the contract (3.7.1)
 * has it otherwise, a test named after the rule says so: R22, R31, R83; for watches see {@link WatchOracleIT}.
 */
final class OracleIT {
    private static final int RANDOM_REQUESTS = Integer.getInteger("kvorum.oracle.requests", 800);
    private static final long SEED = Long.getLong("kvorum.oracle.seed", 20_261_121);

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

    private static void put(PutRequest.Builder request) {
        both.ask("put", client -> client.kv().put(request.build()));
    }

    private static void range(RangeRequest.Builder request) {
        both.ask("range " + request, client -> client.kv().range(request.build()));
    }

    private static void txn(TxnRequest.Builder request) {
        both.ask("txn " + request, client -> client.kv().txn(request.build()));
    }

    private static void delete(DeleteRangeRequest.Builder request) {
        both.ask("delete " + request, client -> client.kv().deleteRange(request.build()));
    }

    /** Five keys whose versions, creations, changes and values come in four different orders. */
    private static long fiveKeys(String prefix) {
        String[] order = {"c", "a", "e", "b", "d"};
        for (String name : order) {
            put(Requests.put(prefix + name, "9"));
        }
        for (int round = 0; round < 5; round++) {
            for (int i = round; i < 5; i++) {
                put(Requests.put(prefix + (char) ('a' + i), Integer.toString((i * 3 + round) % 7 * 10 + i)));
            }
        }
        return here.get(prefix + "a").getHeader().getRevision();
    }

    @Test
    void r24r25r28_sortsAndLimits() {
        fiveKeys("sort/");
        for (SortTarget target :
                List.of(SortTarget.KEY, SortTarget.VERSION, SortTarget.CREATE, SortTarget.MOD, SortTarget.VALUE)) {
            for (SortOrder order : List.of(SortOrder.NONE, SortOrder.ASCEND, SortOrder.DESCEND)) {
                for (long limit : new long[] {-1, 0, 1, 2, 4, 5, 6}) {
                    range(Requests.range("sort/", "sort0")
                            .setSortTarget(target)
                            .setSortOrder(order)
                            .setLimit(limit));
                }
                range(Requests.range("sort/", "sort0")
                        .setSortTarget(target)
                        .setSortOrder(order)
                        .setKeysOnly(true)
                        .setLimit(3));
            }
        }
    }

    @Test
    void r29r32_countsAndFilters() {
        long newest = fiveKeys("filter/");
        for (long bound = newest - 20; bound <= newest; bound++) {
            range(Requests.range("filter/", "filter0").setMinModRevision(bound));
            range(Requests.range("filter/", "filter0").setMaxModRevision(bound).setLimit(2));
            range(Requests.range("filter/", "filter0")
                    .setMinCreateRevision(bound)
                    .setSortOrder(SortOrder.DESCEND));
            range(Requests.range("filter/", "filter0")
                    .setMaxCreateRevision(bound)
                    .setMinModRevision(bound - 3));
            range(Requests.range("filter/", "filter0").setRevision(bound).setLimit(3));
        }
        range(Requests.range("filter/", "filter0")
                .setCountOnly(true)
                .setLimit(2)
                .setSortTarget(SortTarget.MOD));
        range(Requests.range("filter/", "filter0").setCountOnly(true).setMinModRevision(newest));
        range(Requests.range("filter/", "filter0").setRevision(newest + 1));
        range(Requests.range("filter/", "filter0").setRevision(-5));
        range(Requests.range("filter0", "filter/"));
        range(Requests.range("filter/c", "").setRangeEnd(ALL_AFTER).setLimit(1));
        range(Requests.range("", ""));
        range(Requests.range("", "x"));
        range(RangeRequest.newBuilder().setKey(ALL_AFTER).setRangeEnd(ALL_AFTER).setCountOnly(true));
    }

    @Test
    void r22_unknownSortsAreRefusedHereAndWereIgnoredThen() {
        RangeRequest order = Requests.range("a", "b").setSortOrderValue(3).build();
        RangeRequest target = Requests.range("a", "b").setSortTargetValue(5).build();
        assertThatThrownBy(() -> here.kv().range(order))
                .hasMessage("INVALID_ARGUMENT: etcdserver: invalid sort option");
        assertThatThrownBy(() -> here.kv().range(target))
                .hasMessage("INVALID_ARGUMENT: etcdserver: invalid sort option");
    }

    @Test
    void r31_keysOnlyComesWithoutLeaseHereUnlessValuesAreSorted() {
        grant(310, 600);
        put(Requests.put("keysonly", "v").setLease(310));
        RangeRequest.Builder request = Requests.range("keysonly", "").setKeysOnly(true);
        both.ask("keys only", client -> client.kv().range(request.build()), OracleIT::leasesAside);
        assertThat(here.kv().range(request.build()).getKvs(0).getLease()).isZero();
        range(request.setSortTarget(SortTarget.VALUE).setSortOrder(SortOrder.ASCEND));
    }

    private static Message leasesAside(Message answer) {
        RangeResponse.Builder copy = ((RangeResponse) answer).toBuilder();
        copy.getKvsBuilderList().forEach(pair -> pair.clearLease());
        return copy.build();
    }

    @Test
    void r50r57_putsAndDeletes() {
        grant(500, 600);
        grant(501, 600);
        put(Requests.put("put/a", "1").setPrevKv(true));
        put(Requests.put("put/a", "2").setPrevKv(true).setLease(500));
        put(Requests.put("put/a", "").setPrevKv(true).setIgnoreLease(true));
        put(Requests.put("put/a", "").setPrevKv(true).setIgnoreValue(true).setLease(501));
        put(Requests.put("put/a", "").setPrevKv(true).setIgnoreValue(true).setIgnoreLease(true));
        put(Requests.put("put/a", "x").setIgnoreValue(true));
        put(Requests.put("put/a", "x").setIgnoreLease(true).setLease(500));
        put(Requests.put("put/a", "x").setIgnoreValue(true).setIgnoreLease(true).setLease(500));
        put(Requests.put("put/none", "").setIgnoreValue(true));
        put(Requests.put("put/none", "x").setIgnoreLease(true));
        put(Requests.put("put/none", "x").setLease(12345));
        put(Requests.put("", "x"));
        put(Requests.put("put/b", "1"));
        put(Requests.put("put/c", "1"));
        range(Requests.range("put/", "put0"));
        delete(Requests.delete("", ""));
        delete(Requests.delete("put/none", "").setPrevKv(true));
        delete(Requests.delete("put/c", "put/a").setPrevKv(true));
        delete(Requests.delete("put/a", "put/c").setPrevKv(true));
        delete(Requests.delete("put/a", "put0"));
        put(Requests.put("put/a", "again"));
        range(Requests.range("put/", "put0"));
    }

    @Test
    void r60_sizeLimits() {
        put(Requests.put("big", "x".repeat(1_500_000)));
        put(Requests.put("big", "x".repeat(1_600_000)));
        put(Requests.put("big", "x".repeat(2_000_000)));
        range(Requests.range("big", "").setKeysOnly(true));
    }

    @Test
    void r70r77_guards() {
        grant(700, 600);
        put(Requests.put("guard/a", "m").setLease(700));
        put(Requests.put("guard/b", "n"));
        long revision = here.get("guard/b").getKvs(0).getModRevision();
        for (CompareResult result :
                List.of(CompareResult.EQUAL, CompareResult.GREATER, CompareResult.LESS, CompareResult.NOT_EQUAL)) {
            for (String key : List.of("guard/a", "guard/none")) {
                for (long offset = -1; offset <= 1; offset++) {
                    txn(Requests.txn()
                            .addCompare(
                                    guard(key, CompareTarget.VERSION, result).setVersion(1 + offset)));
                    txn(Requests.txn()
                            .addCompare(
                                    guard(key, CompareTarget.CREATE, result).setCreateRevision(revision - 1 + offset)));
                    txn(Requests.txn()
                            .addCompare(guard(key, CompareTarget.MOD, result).setModRevision(revision - 1 + offset)));
                    txn(Requests.txn()
                            .addCompare(guard(key, CompareTarget.LEASE, result).setLease(700 + offset)));
                    txn(Requests.txn()
                            .addCompare(guard(key, CompareTarget.VALUE, result)
                                    .setValue(bytes("" + (char) ('m' + offset)))));
                }
                txn(Requests.txn().addCompare(guard(key, CompareTarget.VERSION, result)));
                txn(Requests.txn().addCompare(guard(key, CompareTarget.VALUE, result)));
            }
            txn(Requests.txn()
                    .addCompare(guard("guard/", CompareTarget.VERSION, result)
                            .setVersion(1)
                            .setRangeEnd(bytes("guard0"))));
            txn(Requests.txn()
                    .addCompare(guard("guard/x", CompareTarget.VERSION, result)
                            .setVersion(0)
                            .setRangeEnd(bytes("guard0"))));
        }
        txn(Requests.txn().addCompare(holds("")));
    }

    @Test
    void r71r72r85r90_operationsSeeEarlierOnesAndGuardsDoNot() {
        put(Requests.put("order/a", "0"));
        long before = here.get("order/a").getHeader().getRevision();
        TxnRequest.Builder nested = Requests.txn(op(Requests.put("order/n", "yes")))
                .addCompare(missing("order/b"))
                .addFailure(op(Requests.put("order/n", "no")));
        txn(Requests.txn(
                op(Requests.range("order/", "order0")),
                op(Requests.put("order/b", "1").setPrevKv(true)),
                op(Requests.range("order/", "order0")),
                op(nested),
                op(Requests.range("order/", "order0").setRevision(before)),
                op(Requests.delete("order/zz", "").setPrevKv(true)),
                op(Requests.range("order/", "order0").setCountOnly(true))));
        range(Requests.range("order/", "order0"));
        txn(Requests.txn(op(Requests.delete("order/zz", "")), op(Requests.txn())));
        txn(Requests.txn(op(Requests.txn(op(Requests.range("order/", "order0"))))));
        txn(Requests.txn(
                op(Requests.delete("order/a", "order/b").setPrevKv(true)),
                op(Requests.delete("order/", "order0").setPrevKv(true))));
    }

    @Test
    void r78_operationCounts() {
        for (int count : new int[] {127, 128, 129}) {
            TxnRequest.Builder success = TxnRequest.newBuilder();
            TxnRequest.Builder failure = TxnRequest.newBuilder();
            TxnRequest.Builder guards = TxnRequest.newBuilder();
            for (int i = 0; i < count; i++) {
                success.addSuccess(op(Requests.put("count/" + i, "x")));
                failure.addFailure(op(Requests.range("count/" + i, "")));
                guards.addCompare(missing("nothing"));
            }
            txn(success);
            txn(failure);
            txn(guards);
        }
        for (int inner : new int[] {27, 28, 29}) {
            TxnRequest.Builder nested = TxnRequest.newBuilder();
            for (int i = 0; i < inner; i++) {
                nested.addSuccess(op(Requests.put("inner/" + i, "x")));
            }
            for (int outer : new int[] {99, 100}) {
                TxnRequest.Builder all = Requests.txn(op(nested));
                for (int i = 0; i < outer; i++) {
                    all.addSuccess(op(Requests.put("outer/" + i, "x")));
                }
                txn(all);
            }
        }
    }

    @Test
    void r79r82_validationAndDuplicates() {
        RequestOp putA = op(Requests.put("dup/a", "1"));
        RequestOp deleteA = op(Requests.delete("dup/a", ""));
        RequestOp deleteAll = op(Requests.delete("dup/", "dup0"));
        txn(Requests.txn(RequestOp.getDefaultInstance()));
        txn(Requests.txn(putA, RequestOp.getDefaultInstance()));
        txn(Requests.txn(op(Requests.put("", "x"))));
        txn(Requests.txn(op(Requests.put("a", "x").setIgnoreValue(true))));
        txn(Requests.txn()
                .addFailure(op(Requests.put("a", "x").setIgnoreLease(true).setLease(3))));
        txn(Requests.txn(op(Requests.range("", ""))));
        txn(Requests.txn(op(Requests.delete("", ""))));
        txn(Requests.txn(putA, putA));
        txn(Requests.txn(putA).addFailure(putA));
        txn(Requests.txn().addFailure(putA).addFailure(putA));
        txn(Requests.txn(putA, deleteA));
        txn(Requests.txn(deleteA, putA));
        txn(Requests.txn(deleteAll, putA));
        txn(Requests.txn(deleteAll, deleteA, deleteAll));
        txn(Requests.txn(putA, op(Requests.range("dup/a", ""))));
        txn(Requests.txn(putA, op(Requests.txn(putA))));
        txn(Requests.txn(op(Requests.txn(putA)), op(Requests.txn(putA))));
        txn(Requests.txn(op(Requests.txn(putA).addFailure(putA))));
        txn(Requests.txn(putA, op(Requests.txn(deleteAll))));
        txn(Requests.txn(op(Requests.txn(deleteAll)), putA));
        txn(Requests.txn(op(Requests.txn(putA)), op(Requests.txn(deleteA))));
        txn(Requests.txn(op(Requests.txn(deleteA)), op(Requests.txn(putA))));
        txn(Requests.txn(op(Requests.delete("dup/", "").setRangeEnd(ALL_AFTER)), op(Requests.put("dup/b", "x"))));
        range(Requests.range("dup/", "dup0"));
    }

    @Test
    void r83r84_checksBeforeAnyWrite() {
        long now = here.put("check/a", "1");
        assertThat(there.put("check/a", "1")).isEqualTo(now);
        txn(Requests.txn(
                op(Requests.put("check/b", "x")),
                op(Requests.range("check/a", "").setRevision(now + 1))));
        txn(Requests.txn(
                op(Requests.put("check/b", "x")),
                op(Requests.range("check/a", "").setRevision(now))));
        txn(Requests.txn(
                op(Requests.put("check/c", "x")),
                op(Requests.put("check/d", "x").setLease(999_999))));
        txn(Requests.txn(
                op(Requests.put("check/c", "x")), op(Requests.put("check/d", "").setIgnoreValue(true))));
        txn(Requests.txn(
                op(Requests.put("check/c", "x")),
                op(Requests.put("check/d", "y").setIgnoreLease(true))));
        txn(Requests.txn(
                op(Requests.put("check/c", "x")),
                op(Requests.txn(op(Requests.put("check/d", "y").setIgnoreLease(true))))));
        txn(Requests.txn(op(Requests.put("check/e", "x")))
                .addFailure(op(Requests.put("check/d", "x").setLease(999_999))));
        txn(Requests.txn(
                op(Requests.put("check/f", "x")),
                op(Requests.range("check/a", "").setRevision(-1))));
        txn(Requests.txn(
                op(Requests.put("check/f", "x")),
                op(Requests.range("check/a", "").setRevision(-2))));
        range(Requests.range("check/", "check0"));
    }

    @Test
    void r100r103_compaction() {
        long newest = fiveKeys("compact/");
        delete(Requests.delete("compact/b", ""));
        put(Requests.put("compact/a", "last"));
        for (long revision : new long[] {newest + 100, newest - 4, newest - 4, newest - 5, 0, -1, newest - 2}) {
            both.ask(
                    "compact " + revision,
                    client -> client.kv()
                            .compact(CompactionRequest.newBuilder()
                                    .setRevision(revision)
                                    .setPhysical(revision % 2 == 0)
                                    .build()));
        }
        for (long revision = newest - 6; revision <= newest + 3; revision++) {
            range(Requests.range("compact/", "compact0").setRevision(revision));
            txn(Requests.txn(op(Requests.range("compact/", "compact0").setRevision(revision))));
            txn(Requests.txn(
                    op(Requests.range("compact/", "compact0").setRevision(revision)),
                    op(Requests.put("compact/z", "x"))));
        }
        txn(Requests.txn(op(Requests.range("compact/a", "").setRevision(-1)), op(Requests.put("compact/z", "x"))));
        range(Requests.range("compact/", "compact0"));
    }

    private static void grant(long id, long seconds) {
        both.ask(
                "grant",
                client -> client.lease()
                        .leaseGrant(LeaseGrantRequest.newBuilder()
                                .setID(id)
                                .setTTL(seconds)
                                .build()));
    }

    @Test
    void anyMixOfRequestsIsAnsweredAlike() {
        grant(801, 600);
        grant(802, 600);
        RandomRequests requests = new RandomRequests(SEED, 801, 802);
        for (int i = 0; i < RANDOM_REQUESTS; i++) {
            Message request = requests.next();
            String what = "request " + i + ": " + request;
            if (request instanceof PutRequest put) {
                both.ask(what, client -> client.kv().put(put));
            } else if (request instanceof RangeRequest range) {
                both.ask(
                        what,
                        client -> client.kv().range(range),
                        range.getKeysOnly() ? OracleIT::leasesAside : answer -> answer);
            } else if (request instanceof DeleteRangeRequest delete) {
                both.ask(what, client -> client.kv().deleteRange(delete));
            } else if (request instanceof TxnRequest txn) {
                both.askOpenToOrderOfChecks(what, client -> client.kv().txn(txn));
            } else {
                both.ask(what, client -> client.kv().compact((CompactionRequest) request));
            }
            requests.revision(here.get("r/a").getHeader().getRevision());
        }
        range(RangeRequest.newBuilder().setKey(ALL_AFTER).setRangeEnd(ALL_AFTER));
    }
}

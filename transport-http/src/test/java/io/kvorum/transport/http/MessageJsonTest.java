package io.kvorum.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.HashResponse;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import io.kvorum.api.etcdserverpb.ResponseOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.api.etcdserverpb.TxnResponse;
import io.kvorum.api.etcdserverpb.WatchResponse;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.api.mvccpb.KeyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageJsonTest {
    private final MessageReader reader = new MessageReader();

    @Test
    void h22_nothingIsTheEmptyMessageAndOnlyTheFirstValueCounts() {
        assertThat(range("")).isEqualTo(RangeRequest.getDefaultInstance());
        assertThat(range(" \n\t")).isEqualTo(RangeRequest.getDefaultInstance());
        assertThat(range("{\"limit\":1} {\"limit\":2} nonsense").getLimit()).isEqualTo(1);
    }

    @Test
    void h23_fieldNamesInBothSpellingsUnknownOnesAndNull() {
        assertThat(range("{\"range_end\":\"Zg==\"}").getRangeEnd().toStringUtf8())
                .isEqualTo("f");
        assertThat(range("{\"rangeEnd\":\"Zg==\",\"keys_only\":true}")
                        .getRangeEnd()
                        .toStringUtf8())
                .isEqualTo("f");
        assertThat(range("{\"what\":{\"a\":[1,{\"b\":null}],\"c\":\"\\u0041\"},\"limit\":3}")
                        .getLimit())
                .isEqualTo(3);
        assertThat(range("{\"limit\":null,\"key\":null}")).isEqualTo(RangeRequest.getDefaultInstance());
    }

    @Test
    void h23_aFieldTwiceOrTwoMembersOfAOneofAreRefused() {
        refused("{\"limit\":1,\"limit\":2}");
        refused("{\"limit\":0,\"limit\":0}");
        refused("{\"range_end\":\"Zg==\",\"rangeEnd\":\"Zg==\"}");
        assertThatThrownBy(
                        () -> reader.read("{\"request_put\":{},\"request_range\":{}}", RequestOp.getDefaultInstance()))
                .isInstanceOf(JsonSyntaxException.class);
        assertThat(reader.read("{\"version\":\"1\",\"value\":null}", Compare.getDefaultInstance())
                        .getVersion())
                .isEqualTo(1);
    }

    @Test
    void h24_numbersAreNumbersOrDecimalStringsInRange() {
        for (String number : List.of("7", "\"7\"", "7.0", "70e-1", "\"0.7e1\"")) {
            assertThat(range("{\"limit\":" + number + "}").getLimit())
                    .as(number)
                    .isEqualTo(7);
        }
        assertThat(range("{\"revision\":\"-9223372036854775808\"}").getRevision())
                .isEqualTo(Long.MIN_VALUE);
        assertThat(reader.read("{\"member_id\":\"18446744073709551615\"}", ResponseHeader.getDefaultInstance())
                        .getMemberId())
                .isEqualTo(-1);
        assertThat(reader.read("{\"hash\":4294967295}", HashResponse.getDefaultInstance())
                        .getHash())
                .isEqualTo(-1);
        for (String wrong : List.of(
                "\" 7\"",
                "\"7 \"",
                "\"\"",
                "7.5",
                "9223372036854775808",
                "1e19",
                "1e999999999999",
                "1e-999999999999",
                "\"0x7\"",
                "true",
                "{}",
                "[7]",
                "07",
                "-",
                "+7")) {
            refused("{\"limit\":" + wrong + "}");
        }
        assertThatThrownBy(() -> reader.read("{\"member_id\":-1}", ResponseHeader.getDefaultInstance()))
                .isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void h25_bytesInBothAlphabetsPaddedOrNot() {
        for (String text : List.of("+/8=", "+/8", "-_8=", "-_8")) {
            assertThat(range("{\"key\":\"" + text + "\"}").getKey())
                    .as(text)
                    .isEqualTo(ByteString.copyFrom(new byte[] {(byte) 0xfb, (byte) 0xff}));
        }
        for (String wrong : List.of("\"not base64!\"", "\"+_8=\"", "\"A\"", "7", "[]")) {
            refused("{\"key\":" + wrong + "}");
        }
    }

    @Test
    void h26_enumsByNameOrNumberUnknownNamesIgnoredUnknownNumbersPassed() {
        assertThat(range("{\"sort_order\":\"DESCEND\"}").getSortOrder()).isEqualTo(RangeRequest.SortOrder.DESCEND);
        assertThat(range("{\"sort_order\":2}").getSortOrder()).isEqualTo(RangeRequest.SortOrder.DESCEND);
        assertThat(range("{\"sort_order\":9}").getSortOrderValue()).isEqualTo(9);
        assertThat(range("{\"sort_order\":\"SIDEWAYS\"}").getSortOrderValue()).isZero();
        refused("{\"sort_order\":true}");
    }

    @Test
    void h27_booleansAreTrueOrFalseOnly() {
        assertThat(range("{\"keys_only\":true,\"count_only\":false}").getKeysOnly())
                .isTrue();
        refused("{\"keys_only\":\"true\"}");
        refused("{\"keys_only\":1}");
        refused("{\"keys_only\":tru}");
    }

    @Test
    void h28_whatIsNoJsonIsRefused() {
        for (String wrong : List.of(
                "{bad",
                "{\"limit\":1",
                "{'limit':1}",
                "{limit:1}",
                "{\"limit\":1,}",
                "[]",
                "null",
                "7",
                "{\"limit\" 1}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"open",
                "{\"a\":01}",
                "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}")) {
            refused(wrong);
        }
        String deep = "{\"success\":[{\"request_txn\":".repeat(60) + "{}" + "}]}".repeat(60);
        assertThatThrownBy(() -> reader.read(deep, TxnRequest.getDefaultInstance()))
                .isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void h47_aTransactionIsReadWhole() {
        TxnRequest txn = reader.read("""
                {"compare":[{"key":"Zg==","target":"VALUE","value":"Zw==","result":"NOT_EQUAL"}],
                 "success":[{"request_put":{"key":"Zg==","lease":"-5"}},{"requestRange":{"key":"Zg=="}}],
                 "failure":[]}""", TxnRequest.getDefaultInstance());
        assertThat(txn.getCompare(0).getTarget()).isEqualTo(Compare.CompareTarget.VALUE);
        assertThat(txn.getCompare(0).getValue().toStringUtf8()).isEqualTo("g");
        assertThat(txn.getSuccess(0).getRequestPut())
                .isEqualTo(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("f"))
                        .setLease(-5)
                        .build());
        assertThat(txn.getSuccessCount()).isEqualTo(2);
    }

    @Test
    void h41_to_h45_answersInTheContractsShape() {
        written(
                "{\"cluster_id\":\"12101053776118486841\",\"revision\":\"2\",\"raft_term\":\"2\"}",
                ResponseHeader.newBuilder()
                        .setClusterId(Long.parseUnsignedLong("12101053776118486841"))
                        .setRevision(2)
                        .setRaftTerm(2)
                        .build());
        written(
                "{\"hash\":4031968155}",
                HashResponse.newBuilder().setHash((int) 4031968155L).build());
        written(
                "{\"TTL\":\"10\",\"ID\":\"-1\"}",
                LeaseGrantRequest.newBuilder().setTTL(10).setID(-1).build());
        written(
                "{\"key\":\"+/8=\"}",
                KeyValue.newBuilder()
                        .setKey(ByteString.copyFrom(new byte[] {-5, -1}))
                        .build());
        written(
                "{\"sort_order\":9}",
                RangeRequest.newBuilder().setSortOrderValue(9).build());
        written(
                "{\"sort_order\":\"ASCEND\"}",
                RangeRequest.newBuilder().setSortOrderValue(1).build());
        written(
                "{\"watch_id\":\"-1\",\"canceled\":true,\"cancel_reason\":\"a \\\"b\\\" \\\\ \\n\\u0001é\"}",
                WatchResponse.newBuilder()
                        .setWatchId(-1)
                        .setCanceled(true)
                        .setCancelReason("a \"b\" \\ \n\u0001é")
                        .build());
    }

    @Test
    void h43_aSubMessageThatIsSetButEmptyIsShown() {
        TxnResponse nested = TxnResponse.newBuilder()
                .addResponses(ResponseOp.newBuilder()
                        .setResponseTxn(TxnResponse.newBuilder().setHeader(ResponseHeader.getDefaultInstance())))
                .build();
        written("{\"responses\":[{\"response_txn\":{\"header\":{}}}]}", nested);
        written(
                "{\"events\":[{\"kv\":{\"key\":\"YQ==\"}},{\"type\":\"DELETE\",\"kv\":{}}]}",
                WatchResponse.newBuilder()
                        .addEvents(
                                Event.newBuilder().setKv(KeyValue.newBuilder().setKey(ByteString.copyFromUtf8("a"))))
                        .addEvents(Event.newBuilder()
                                .setType(Event.EventType.DELETE)
                                .setKv(KeyValue.getDefaultInstance()))
                        .build());
    }

    private RangeRequest range(String json) {
        return reader.read(json, RangeRequest.getDefaultInstance());
    }

    private void refused(String json) {
        assertThatThrownBy(() -> range(json)).as(json).isInstanceOf(JsonSyntaxException.class);
    }

    private static void written(String json, Message message) {
        assertThat(MessageWriter.write(message)).isEqualTo(json);
    }
}

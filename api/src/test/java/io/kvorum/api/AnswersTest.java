package io.kvorum.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.kvorum.api.etcdserverpb.DeleteRangeResponse;
import io.kvorum.api.etcdserverpb.PutResponse;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.etcdserverpb.RangeStreamResponse;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import io.kvorum.api.etcdserverpb.ResponseOp;
import io.kvorum.api.etcdserverpb.TxnResponse;
import io.kvorum.api.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Each answer writes the bytes that its generated message, built by hand here, would. */
class AnswersTest {
    private static final KeyValue PAIR = pair("k", "value", 7);
    private static final ResponseHeader HEADER_MESSAGE = ResponseHeader.newBuilder()
            .setClusterId(-2)
            .setMemberId(5)
            .setRevision(300)
            .setRaftTerm(2)
            .build();
    private static final Header HEADER = new Header(-2, 5, 300, 2);

    private static KeyValue pair(String key, String value, long lease) {
        return KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setCreateRevision(2)
                .setModRevision(200)
                .setVersion(3)
                .setValue(ByteString.copyFromUtf8(value))
                .setLease(lease)
                .build();
    }

    private static <M extends MessageLite> void assertSame(Answer<M> answer, M message) {
        assertThat(answer.toByteArray()).isEqualTo(message.toByteArray());
        assertThat(answer.encodedSize()).isEqualTo(message.getSerializedSize());
        assertThat(answer.toMessage()).isEqualTo(message);
    }

    @Property
    void header(@ForAll long cluster, @ForAll long member, @ForAll long revision, @ForAll long term) {
        assertSame(
                new Header(cluster, member, revision, term),
                ResponseHeader.newBuilder()
                        .setClusterId(cluster)
                        .setMemberId(member)
                        .setRevision(revision)
                        .setRaftTerm(term)
                        .build());
    }

    @Test
    void emptyHeaderHasNoBytes() {
        assertSame(Header.EMPTY, ResponseHeader.getDefaultInstance());
        assertSame(
                Header.ofRevision(9), ResponseHeader.newBuilder().setRevision(9).build());
        assertThat(HEADER.withRevision(4)).isEqualTo(new Header(-2, 5, 4, 2));
    }

    @Property(tries = 200)
    void range(@ForAll @Size(max = 20) List<byte[]> values, @ForAll boolean more, @ForAll long count) {
        RangeResponse.Builder message = RangeResponse.newBuilder()
                .setHeader(HEADER_MESSAGE)
                .setMore(more)
                .setCount(count);
        List<ByteString> rows = new ArrayList<>();
        for (byte[] value : values) {
            KeyValue pair =
                    PAIR.toBuilder().setValue(ByteString.copyFrom(value)).build();
            message.addKvs(pair);
            rows.add(pair.toByteString());
        }
        assertSame(new RangeAnswer(HEADER, rows, more, count), message.build());
    }

    @Test
    void rangeKeepsItsRowsWhenTheListChanges() {
        List<ByteString> rows = new ArrayList<>(List.of(PAIR.toByteString()));
        RangeAnswer answer = new RangeAnswer(HEADER, rows, false, 1);
        rows.clear();
        assertThat(answer.rows()).containsExactly(PAIR.toByteString());
        assertThat(answer.toByteArray()).hasSize(answer.encodedSize());
    }

    @Test
    void rangeStreamChunks() {
        RangeResponse chunk = RangeResponse.newBuilder().addKvs(PAIR).build();
        assertSame(
                new RangeStreamAnswer(RangeAnswer.chunk(List.of(PAIR.toByteString()))),
                RangeStreamResponse.newBuilder().setRangeResponse(chunk).build());
        assertSame(
                new RangeStreamAnswer(RangeAnswer.chunk(List.of())),
                RangeStreamResponse.newBuilder()
                        .setRangeResponse(RangeResponse.getDefaultInstance())
                        .build());
    }

    @Test
    void put() {
        assertSame(
                new PutAnswer(HEADER, PAIR.toByteString()),
                PutResponse.newBuilder()
                        .setHeader(HEADER_MESSAGE)
                        .setPrevKv(PAIR)
                        .build());
        assertSame(
                new PutAnswer(HEADER, null),
                PutResponse.newBuilder().setHeader(HEADER_MESSAGE).build());
        assertSame(new PutAnswer(null, null), PutResponse.getDefaultInstance());
    }

    @Test
    void deleteRange() {
        KeyValue other = pair("l", "", 0);
        assertSame(
                new DeleteRangeAnswer(HEADER, 2, List.of(PAIR.toByteString(), other.toByteString())),
                DeleteRangeResponse.newBuilder()
                        .setHeader(HEADER_MESSAGE)
                        .setDeleted(2)
                        .addPrevKvs(PAIR)
                        .addPrevKvs(other)
                        .build());
        assertSame(
                new DeleteRangeAnswer(HEADER, 0, List.of()),
                DeleteRangeResponse.newBuilder().setHeader(HEADER_MESSAGE).build());
    }

    @Test
    void txnNestsWithEmptyHeader() {
        ResponseHeader inner = ResponseHeader.newBuilder().setRevision(300).build();
        TxnResponse nestedMessage = TxnResponse.newBuilder()
                .setHeader(ResponseHeader.getDefaultInstance())
                .setSucceeded(false)
                .addResponses(ResponseOp.newBuilder()
                        .setResponseDeleteRange(DeleteRangeResponse.newBuilder()
                                .setHeader(inner)
                                .setDeleted(1)))
                .build();
        TxnResponse message = TxnResponse.newBuilder()
                .setHeader(HEADER_MESSAGE)
                .setSucceeded(true)
                .addResponses(ResponseOp.newBuilder()
                        .setResponseRange(RangeResponse.newBuilder()
                                .setHeader(inner)
                                .addKvs(PAIR)
                                .setMore(true)
                                .setCount(2)))
                .addResponses(ResponseOp.newBuilder()
                        .setResponsePut(
                                PutResponse.newBuilder().setHeader(inner).setPrevKv(PAIR)))
                .addResponses(ResponseOp.newBuilder().setResponseTxn(nestedMessage))
                .build();

        Header atRevision = Header.ofRevision(300);
        ByteString row = PAIR.toByteString();
        TxnAnswer nested = new TxnAnswer(Header.EMPTY, false, List.of(new DeleteRangeAnswer(atRevision, 1, List.of())));
        TxnAnswer answer = new TxnAnswer(
                HEADER,
                true,
                List.of(new RangeAnswer(atRevision, List.of(row), true, 2), new PutAnswer(atRevision, row), nested));
        assertSame(answer, message);
        assertThat(answer.toMessage().getResponses(2).getResponseTxn().hasHeader())
                .isTrue();
    }

    @Test
    void rowThatIsNoMessageIsAFaultOfTheServer() {
        RangeAnswer answer = new RangeAnswer(HEADER, List.of(ByteString.copyFromUtf8("\u000f")), false, 1);
        assertThatThrownBy(answer::toMessage).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void answerBeyondTwoGibibytesIsRefused() {
        assertThatThrownBy(() -> Wire.messageSize(1L << 31))
                .isInstanceOfSatisfying(
                        KvorumException.class,
                        failure -> assertThat(failure.status()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED));
        assertThat(Wire.messageSize(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }
}

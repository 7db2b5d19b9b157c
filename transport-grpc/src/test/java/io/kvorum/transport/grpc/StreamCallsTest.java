package io.kvorum.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.kvorum.api.EncodedEvents;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.etcdserverpb.KVGrpc;
import io.kvorum.api.etcdserverpb.LeaseGrpc;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeStreamResponse;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchGrpc;
import io.kvorum.api.etcdserverpb.WatchRequest;
import io.kvorum.api.etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamCallsTest {
    private static final WatchRequest CREATE = WatchRequest.newBuilder()
            .setCreateRequest(WatchCreateRequest.getDefaultInstance())
            .build();

    private final TestNode node = TestNode.serving();
    private final ManagedChannel channel = node.channel();

    /** The client's end of a call: messages as they come, and the status in the end. */
    private static final class Answers<A> extends ClientCall.Listener<A> {
        final LinkedBlockingQueue<A> messages = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Status> end = new LinkedBlockingQueue<>();

        @Override
        public void onMessage(A message) {
            messages.add(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.add(status);
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void r60_aRequestThatIsTooLargeEndsTheStreamAndIsCounted() throws Exception {
        Answers<WatchResponse> answers = new Answers<>();
        ClientCall<WatchRequest, WatchResponse> call = watch(answers);
        call.request(1);
        call.sendMessage(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(ByteString.copyFrom(new byte[3 * TestNode.REQUEST_BYTES_MAX])))
                .build());
        assertThat(answers.end.poll(30, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(node.metrics().count("etcd_network_server_stream_failures_total", "Type", "receive", "API", "watch"))
                .isEqualTo(1);
    }

    @Test
    void r190_halfCloseOfTheClientEndsNoWatch() throws Exception {
        Answers<WatchResponse> answers = new Answers<>();
        ClientCall<WatchRequest, WatchResponse> call = watch(answers);
        call.request(10);
        call.sendMessage(CREATE);
        call.sendMessage(WatchRequest.getDefaultInstance());
        call.halfClose();
        FakeServices.OpenedWatch opened = node.services.watches.poll(30, TimeUnit.SECONDS);
        assertThat(opened.calls.poll(30, TimeUnit.SECONDS)).isEqualTo("CREATE_REQUEST");
        assertThat(opened.calls.poll(30, TimeUnit.SECONDS)).isEqualTo("REQUESTUNION_NOT_SET");
        opened.send(WatchAnswer.created(FakeServices.HEADER, 5));
        assertThat(answers.messages.poll(30, TimeUnit.SECONDS).getWatchId()).isEqualTo(5);
        opened.sink.fail(ErrorCode.NO_LEADER.exception());
        assertThat(answers.end.poll(30, TimeUnit.SECONDS).getDescription()).isEqualTo("etcdserver: no leader");
        assertThat(opened.calls.poll(30, TimeUnit.SECONDS)).isEqualTo("close");
        assertThat(opened.sink.offer(WatchAnswer.created(FakeServices.HEADER, 5)))
                .isFalse();
    }

    @Test
    void cli2_aCancelledStreamIsClosedOnce() throws Exception {
        ClientCall<WatchRequest, WatchResponse> call = watch(new Answers<>());
        FakeServices.OpenedWatch opened = node.services.watches.poll(30, TimeUnit.SECONDS);
        CountDownLatch cancelled = new CountDownLatch(1);
        opened.context.onCancel(cancelled::countDown);
        call.cancel("enough", null);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(opened.calls.poll(30, TimeUnit.SECONDS)).isEqualTo("close");
        assertThat(opened.sink.offer(WatchAnswer.created(FakeServices.HEADER, 5)))
                .isFalse();
        opened.sink.fail(ErrorCode.WATCH_CANCELED.exception());
        assertThat(opened.calls).isEmpty();
    }

    @Test
    void cli3_aSlowWatchClientSlowsNobodyElseAndIsToldWhenThereIsRoom() throws Exception {
        Answers<WatchResponse> slowAnswers = new Answers<>();
        ClientCall<WatchRequest, WatchResponse> slow = watch(slowAnswers);
        FakeServices.OpenedWatch slowStream = node.services.watches.poll(30, TimeUnit.SECONDS);
        Answers<WatchResponse> answers = new Answers<>();
        watch(answers).request(1_000);
        FakeServices.OpenedWatch stream = node.services.watches.poll(30, TimeUnit.SECONDS);

        WatchAnswer large = WatchAnswer.refused(FakeServices.HEADER, "x".repeat(100_000));
        slowStream.send(large);
        int taken = 1;
        while (slowStream.sink.offer(large)) {
            taken++;
            assertThat(taken).as("the sink must fill up").isLessThan(1_000);
        }
        for (int i = 0; i < 20; i++) {
            stream.send(WatchAnswer.progress(FakeServices.HEADER, i));
            assertThat(answers.messages.poll(30, TimeUnit.SECONDS).getWatchId()).isEqualTo(i);
        }
        assertThat(slowAnswers.messages).isEmpty();

        slow.request(taken);
        for (int i = 0; i < taken; i++) {
            assertThat(slowAnswers.messages.poll(30, TimeUnit.SECONDS)).isNotNull();
        }
        slowStream.send(WatchAnswer.progress(FakeServices.HEADER, 1));
    }

    @Test
    void r129_keepAliveEndsAfterTheLastAnswer() throws Exception {
        Answers<LeaseKeepAliveResponse> answers = new Answers<>();
        ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call =
                channel.newCall(LeaseGrpc.getLeaseKeepAliveMethod(), CallOptions.DEFAULT);
        call.start(answers, new Metadata());
        call.request(10);
        call.sendMessage(LeaseKeepAliveRequest.newBuilder().setID(4).build());
        call.sendMessage(LeaseKeepAliveRequest.newBuilder().setID(5).build());
        call.halfClose();
        assertThat(answers.messages.poll(30, TimeUnit.SECONDS).getID()).isEqualTo(4);
        assertThat(answers.messages.poll(30, TimeUnit.SECONDS).getID()).isEqualTo(5);
        assertThat(answers.end.poll(30, TimeUnit.SECONDS).isOk()).isTrue();
    }

    @Test
    void r42_aStreamedReadComesInChunks() {
        node.services.onRangeStream = (request, sink) -> {
            assertThat(sink.offer(RangeAnswer.chunk(List.of(ByteString.copyFrom(new byte[] {10, 1, 'a'})))))
                    .isTrue();
            assertThat(sink.offer(new RangeAnswer(FakeServices.HEADER, List.of(), true, 9)))
                    .isTrue();
            sink.complete();
        };
        Iterator<RangeStreamResponse> chunks =
                KVGrpc.newBlockingStub(channel).rangeStream(RangeRequest.getDefaultInstance());
        List<RangeStreamResponse> all = new ArrayList<>();
        chunks.forEachRemaining(all::add);
        assertThat(all).hasSize(2);
        assertThat(all.get(0).getRangeResponse().getKvs(0).getKey().toStringUtf8())
                .isEqualTo("a");
        assertThat(all.get(1).getRangeResponse().getCount()).isEqualTo(9);

        node.services.onRangeStream = (request, sink) -> sink.fail(ErrorCode.RANGE_STREAM_SORT_UNSUPPORTED.exception());
        assertThatThrownBy(() -> KVGrpc.newBlockingStub(channel)
                        .rangeStream(RangeRequest.getDefaultInstance())
                        .hasNext())
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("RangeStream does not support custom sort orders");
    }

    @Test
    void aStopEndsStreamsAndLetsCallsFinish() throws Exception {
        Answers<WatchResponse> answers = new Answers<>();
        watch(answers).request(1);
        FakeServices.OpenedWatch opened = node.services.watches.poll(30, TimeUnit.SECONDS);
        opened.send(WatchAnswer.events(FakeServices.HEADER, 1, EncodedEvents.NONE));
        node.drain();
        assertThat(answers.messages.poll(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(answers.end.poll(30, TimeUnit.SECONDS).getDescription()).isEqualTo(ErrorCode.STOPPED.text());
        assertThat(opened.calls.poll(30, TimeUnit.SECONDS)).isEqualTo("close");
    }

    private ClientCall<WatchRequest, WatchResponse> watch(Answers<WatchResponse> answers) {
        ClientCall<WatchRequest, WatchResponse> call = channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
        call.start(answers, new Metadata());
        return call;
    }
}

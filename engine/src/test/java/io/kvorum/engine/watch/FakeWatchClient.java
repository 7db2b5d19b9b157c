package io.kvorum.engine.watch;

import com.google.protobuf.ByteString;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Sink;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.WatchStream;
import io.kvorum.api.etcdserverpb.WatchCancelRequest;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchProgressRequest;
import io.kvorum.api.etcdserverpb.WatchRequest;
import io.kvorum.api.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A client that reads as much as it is told to. */
final class FakeWatchClient implements Sink<WatchAnswer> {
    private final List<WatchAnswer> answers = new ArrayList<>();
    private WatchStream stream;
    private Runnable ready = () -> {};
    private boolean signalOwed;
    private long room = Long.MAX_VALUE;
    private KvorumException failure;

    void attach(WatchStream itsStream) {
        stream = itsStream;
    }

    /** Takes so many answers from now on and then no more. */
    void read(long count) {
        room = count;
        if (signalOwed && room > 0) {
            signalOwed = false;
            ready.run();
        }
    }

    void create(Consumer<WatchCreateRequest.Builder> settings) {
        WatchCreateRequest.Builder request = WatchCreateRequest.newBuilder();
        settings.accept(request);
        stream.request(WatchRequest.newBuilder().setCreateRequest(request).build());
    }

    void watch(String key) {
        create(request -> request.setKey(ByteString.copyFromUtf8(key)));
    }

    void cancel(long id) {
        stream.request(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                .build());
    }

    void askProgress() {
        stream.request(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
    }

    void sendNothing() {
        stream.request(WatchRequest.getDefaultInstance());
    }

    void close() {
        stream.close();
    }

    List<WatchAnswer> answers() {
        return answers;
    }

    /** The answers as short text, and forgets them. */
    List<String> take() {
        List<String> texts = new ArrayList<>();
        for (WatchAnswer answer : answers) {
            texts.add(describe(answer));
        }
        answers.clear();
        return texts;
    }

    KvorumException failure() {
        return failure;
    }

    static String describe(WatchAnswer answer) {
        StringBuilder text = new StringBuilder();
        text.append('#')
                .append(answer.watchId())
                .append(" @")
                .append(answer.header().revision());
        text.append(answer.created() ? " created" : "").append(answer.canceled() ? " canceled" : "");
        text.append(answer.compactRevision() == 0 ? "" : " compacted:" + answer.compactRevision());
        text.append(answer.cancelReason().isEmpty() ? "" : " (" + answer.cancelReason() + ")");
        text.append(answer.fragment() ? " fragment" : "");
        for (Event event : answer.toMessage().getEventsList()) {
            text.append(' ').append(describe(event));
        }
        return text.toString();
    }

    private static String describe(Event event) {
        String key = event.getKv().getKey().toStringUtf8();
        String text = event.getType() == Event.EventType.DELETE
                ? "-" + key
                : key + "=" + event.getKv().getValue().toStringUtf8();
        String before = event.hasPrevKv() ? "<" + event.getPrevKv().getValue().toStringUtf8() : "";
        return text + before + "/" + event.getKv().getModRevision();
    }

    @Override
    public boolean offer(WatchAnswer answer) {
        if (room == 0 || failure != null) {
            signalOwed = true;
            return false;
        }
        room--;
        answers.add(answer);
        return true;
    }

    @Override
    public boolean isReady() {
        return room > 0;
    }

    @Override
    public void onReady(Runnable signal) {
        ready = signal;
    }

    @Override
    public void complete() {
        throw new AssertionError("a watch stream never ends well");
    }

    @Override
    public void fail(KvorumException reason) {
        failure = reason;
    }
}

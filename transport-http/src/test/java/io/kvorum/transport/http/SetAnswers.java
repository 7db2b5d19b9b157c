package io.kvorum.transport.http;

import com.google.protobuf.Message;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Reply;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A service that keeps what it was asked and answers what the test sets. */
abstract class SetAnswers {
    final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();

    /** What the next call is answered with; a call that expects another message is refused as stopped. */
    volatile Message answer;

    final <A extends Message> void answer(Message request, Reply<A> reply, Class<A> type) {
        requests.add(request);
        if (type.isInstance(answer)) {
            reply.complete(type.cast(answer));
        } else {
            reply.fail(ErrorCode.STOPPED.exception());
        }
    }
}

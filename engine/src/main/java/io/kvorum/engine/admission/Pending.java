package io.kvorum.engine.admission;

import com.google.protobuf.MessageLite;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;

/** A caller that waits for its command to be applied. */
public final class Pending {
    private final long id;
    private final MessageLite request;
    private final RequestContext context;
    private final Reply<Object> reply;
    private final long begunNanoseconds;
    private final long deadlineNanoseconds;

    /** Whether it waits for somebody to lead, so that nobody has got the command. */
    private volatile boolean parked;

    @SuppressWarnings("unchecked") // the apply path answers an operation with the type its service method declares
    Pending(
            long id,
            MessageLite request,
            RequestContext context,
            Reply<?> reply,
            long begunNanoseconds,
            long deadlineNanoseconds) {
        this.id = id;
        this.request = request;
        this.context = context;
        this.reply = (Reply<Object>) reply;
        this.begunNanoseconds = begunNanoseconds;
        this.deadlineNanoseconds = deadlineNanoseconds;
    }

    long id() {
        return id;
    }

    /** The request as it was parsed when it came, so that applying it here need not parse it again. */
    public MessageLite request() {
        return request;
    }

    RequestContext context() {
        return context;
    }

    long begunNanoseconds() {
        return begunNanoseconds;
    }

    long deadlineNanoseconds() {
        return deadlineNanoseconds;
    }

    boolean isParked() {
        return parked;
    }

    void setParked(boolean nowParked) {
        parked = nowParked;
    }

    /** Hands over what came out: an answer of the operation's type, or a {@link KvorumException}. */
    void finish(Object outcome) {
        if (outcome instanceof KvorumException failure) {
            reply.fail(failure);
        } else {
            reply.complete(outcome);
        }
    }
}

package io.kvorum.transport.http;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One request and the place for its answer. Any thread may answer; the first answer counts, and it leaves on the
 * connection's event loop.
 */
final class HttpExchange {
    private final String method;
    private final String uri;
    private final HttpHeaders headers;
    private final byte[] body;
    private final InetSocketAddress peer;
    private final EventLoop home;
    private final Consumer<HttpAnswer> answering;
    private String[] answerHeaders = {};
    private Runnable endAction;
    private Runnable abandonedAction;
    private boolean abandoned;
    private boolean answered;

    HttpExchange(
            String method,
            String uri,
            HttpHeaders headers,
            byte[] body,
            InetSocketAddress peer,
            EventLoop home,
            Consumer<HttpAnswer> answering) {
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.body = body;
        this.peer = peer;
        this.home = home;
        this.answering = answering;
    }

    String method() {
        return method;
    }

    boolean isGet() {
        return method.equals("GET");
    }

    /** Path and query as the client sent them. */
    String uri() {
        return uri;
    }

    HttpHeaders headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    /** Where the request came from; null if the connection has gone. */
    InetSocketAddress peer() {
        return peer;
    }

    EventLoop home() {
        return home;
    }

    /** Ends the exchange. Any thread; calls after the first have no effect. */
    void answer(HttpAnswer answer) {
        answer(() -> answer);
    }

    /** Ends the exchange with an answer that is made on the event loop. */
    void answer(Supplier<HttpAnswer> answer) {
        synchronized (this) {
            if (answered) {
                return;
            }
            answered = true;
        }
        if (home.inEventLoop()) {
            finish(answer);
        } else {
            home.execute(() -> finish(answer));
        }
    }

    private void finish(Supplier<HttpAnswer> answer) {
        if (endAction != null) {
            endAction.run();
        }
        HttpAnswer made = answer.get();
        answering.accept(answerHeaders.length == 0 ? made : made.with(answerHeaders));
    }

    /** Adds headers to whatever the answer will be; on the event loop, once, before the answer. */
    void addAnswerHeaders(String... headersToAdd) {
        answerHeaders = headersToAdd;
    }

    /** Sets what to do on the event loop before the answer leaves; called there. */
    void onEnd(Runnable action) {
        endAction = action;
    }

    /** Sets what to do when the client leaves before the answer; at once if it has left. The last one set counts. */
    void onAbandoned(Runnable action) {
        synchronized (this) {
            if (!abandoned) {
                abandonedAction = action;
                return;
            }
        }
        action.run();
    }

    synchronized boolean abandoned() {
        return abandoned;
    }

    /** The client has left, or time is over: nobody waits for the work any more. */
    void abandon() {
        Runnable action;
        synchronized (this) {
            if (abandoned) {
                return;
            }
            abandoned = true;
            action = abandonedAction;
            abandonedAction = null;
        }
        if (action != null) {
            action.run();
        }
        if (endAction != null) {
            endAction.run();
        }
    }
}

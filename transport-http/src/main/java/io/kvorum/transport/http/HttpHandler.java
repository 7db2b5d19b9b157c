package io.kvorum.transport.http;

/** Answers requests; called on event loops, so it neither blocks nor throws. */
@FunctionalInterface
interface HttpHandler {
    void handle(HttpExchange exchange);
}

package io.kvorum.transport.http;

import java.util.function.Consumer;

/** A question about the health of this member. */
@FunctionalInterface
interface HealthProbe {
    /**
     * Asks. Called on an event loop, does not block.
     *
     * @param exchange for which it is asked; the work ends with it
     * @param outcome told once, on any thread: null if all is well, or what is wrong
     */
    void ask(HttpExchange exchange, Consumer<String> outcome);
}

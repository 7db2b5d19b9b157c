package io.kvorum.spi.runtime;

/** Two readings of time, safe for any thread. */
public interface Clock {
    /** A counter of nanoseconds that never goes back; its zero means nothing, only differences do. */
    long nanoseconds();

    /** Milliseconds since 1970; may jump in either direction. */
    long wallMilliseconds();
}

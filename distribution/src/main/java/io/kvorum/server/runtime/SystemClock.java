package io.kvorum.server.runtime;

import io.kvorum.spi.runtime.Clock;

/** The clocks of the operating system. */
enum SystemClock implements Clock {
    INSTANCE;

    @Override
    public long nanoseconds() {
        return System.nanoTime();
    }

    @Override
    public long wallMilliseconds() {
        return System.currentTimeMillis();
    }
}

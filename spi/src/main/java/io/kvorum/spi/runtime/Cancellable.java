package io.kvorum.spi.runtime;

/** A task that waits for its time. */
public interface Cancellable {
    /** Takes the task back if it has not begun. Any thread; may be repeated. */
    void cancel();
}

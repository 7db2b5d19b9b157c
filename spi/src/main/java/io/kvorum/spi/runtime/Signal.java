package io.kvorum.spi.runtime;

/** A wake-up of a lane that merges with others of its kind; see {@link Lane#signal}. */
public interface Signal {
    /** Makes the signal's task run once more. Any thread, never blocks, never refused while the node lives. */
    void raise();
}

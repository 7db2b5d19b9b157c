package io.kvorum.transport.netty;

import java.time.Duration;

/**
 * The bounds of a listener.
 *
 * @param eventLoops threads that read and write, at least 1
 * @param nativeTransport whether to use epoll where it is available
 * @param connectionsMax open connections; beyond, accepting pauses
 * @param firstBytesTimeout how long a connection may stay silent, or stop in the middle of its first words
 */
record ListenerSettings(int eventLoops, boolean nativeTransport, int connectionsMax, Duration firstBytesTimeout) {
    /** One loop per core, and as many connections as the process may have files open. */
    static ListenerSettings defaults() {
        return new ListenerSettings(
                Runtime.getRuntime().availableProcessors(), true, OpenFiles.connectionsMax(), Duration.ofSeconds(10));
    }
}

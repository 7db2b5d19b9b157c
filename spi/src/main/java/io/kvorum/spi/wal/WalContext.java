package io.kvorum.spi.wal;

import io.kvorum.spi.runtime.NodeRuntime;
import java.nio.file.Path;

/** What the server lends a log. */
public interface WalContext {
    NodeRuntime runtime();

    /** The log's own directory, made with mode 0700 if missing. Nobody else writes there. */
    Path directory();

    /**
     * Largest record that the layers above will append, in bytes. A log that cannot take it says so in {@code create},
     * naming its own setting.
     */
    long recordBytesRequired();
}

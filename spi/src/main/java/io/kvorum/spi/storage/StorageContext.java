package io.kvorum.spi.storage;

import io.kvorum.spi.runtime.NodeRuntime;
import java.nio.file.Path;
import java.util.List;

/** What the server lends a backend. */
public interface StorageContext {
    NodeRuntime runtime();

    /** The backend's own directory, made with mode 0700 if missing. Nobody else writes there. */
    Path directory();

    /** The keyspaces that will be used, each name once. */
    List<Keyspace> keyspaces();

    /** Largest value that the layers above will write, in bytes. A backend that cannot take it says so in create. */
    long valueBytesRequired();
}

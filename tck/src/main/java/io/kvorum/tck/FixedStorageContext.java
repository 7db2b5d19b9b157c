package io.kvorum.tck;

import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.StorageContext;
import java.nio.file.Path;
import java.util.List;

/** A backend's context made of given values. */
public record FixedStorageContext(
        NodeRuntime runtime, Path directory, List<Keyspace> keyspaces, long valueBytesRequired)
        implements StorageContext {}

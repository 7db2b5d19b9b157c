package io.kvorum.tck;

import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.wal.WalContext;
import java.nio.file.Path;

/** A log's context made of given values. */
public record FixedWalContext(NodeRuntime runtime, Path directory, long recordBytesRequired) implements WalContext {}

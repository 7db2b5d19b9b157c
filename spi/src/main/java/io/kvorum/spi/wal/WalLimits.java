package io.kvorum.spi.wal;

/**
 * What a log can do.
 *
 * @param recordBytesMax largest payload of one record, in bytes (WAL-10)
 * @param durable whether {@code sync} survives the end of the process; false for memory
 */
public record WalLimits(long recordBytesMax, boolean durable) {}

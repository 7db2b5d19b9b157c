package io.kvorum.spi.storage;

/**
 * What a backend can do.
 *
 * @param valueBytesMax largest value
 * @param durable whether {@code flush} survives the end of the process; false for memory
 */
public record StorageLimits(long valueBytesMax, boolean durable) {}

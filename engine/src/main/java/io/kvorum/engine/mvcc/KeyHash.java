package io.kvorum.engine.mvcc;

/**
 * A hash over the history of the key space (R310-R312).
 *
 * @param hash CRC-32C, an unsigned number of 32 bits
 * @param hashRevision the history was hashed up to this revision, included
 * @param compactRevision compaction point that was taken into account; -1 for none
 */
public record KeyHash(int hash, long hashRevision, long compactRevision) {}

package io.kvorum.spi.consensus;

/**
 * What a snapshot holds.
 *
 * @param index every entry up to here is in it
 * @param term term of that entry
 * @param membership members as of that entry
 * @param bytes length of the snapshot
 * @param checksum identifies the content, so that a broken transfer resumes only into the same one
 */
public record SnapshotMeta(long index, long term, Membership membership, long bytes, long checksum) {}

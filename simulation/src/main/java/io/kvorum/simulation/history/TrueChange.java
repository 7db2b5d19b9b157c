package io.kvorum.simulation.history;

/**
 * One change of the store's own history, as a watch from the first revision shows it.
 *
 * @param value null for a deletion
 */
public record TrueChange(long revision, String key, String value) {}

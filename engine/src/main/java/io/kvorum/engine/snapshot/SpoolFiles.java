package io.kvorum.engine.snapshot;

/**
 * Where snapshots are kept while they are written, sent and taken over. The node lends it, so that the engine names no
 * file itself and a simulation can keep spools in memory.
 */
public interface SpoolFiles {
    /** A new, empty file of this name; an old one of the same name is dropped. May block; any thread. */
    SpoolFile create(String name);

    /** Drops what an earlier life of this node left behind. Before anything else. */
    void deleteAll();
}

/**
 * The default storage backend: MapDB's B+tree over a page store of our own.
 *
 * <p>MapDB's transactions are not used, as they do not survive a kill. Its plain store runs on a
 * {@link io.kvorum.storage.mapdb.JournaledVolume volume} that keeps changed pages in memory and commits them as a whole
 * through a journal. Snapshots pin pages; space of deleted rows comes back by rebuilding the store beside itself.
 */
package io.kvorum.storage.mapdb;

package io.kvorum.storage.mapdb;

import io.kvorum.spi.storage.LoadedRows;

/** A store that was loaded and sealed, until it becomes the present one or is deleted. */
final class LoadedGeneration implements LoadedRows {
    private final MapDbStorage storage;
    private Generation waiting;

    LoadedGeneration(MapDbStorage storage, Generation waiting) {
        this.storage = storage;
        this.waiting = waiting;
    }

    @Override
    public synchronized void install() {
        if (waiting == null) {
            throw new IllegalStateException("the rows were installed or thrown away before");
        }
        Generation loaded = waiting;
        // Whatever comes of it: it may count already when something fails behind the switch
        waiting = null;
        storage.replaceBy(loaded);
    }

    @Override
    public synchronized void close() {
        Generation unwanted = waiting;
        waiting = null;
        storage.discard(unwanted);
    }
}

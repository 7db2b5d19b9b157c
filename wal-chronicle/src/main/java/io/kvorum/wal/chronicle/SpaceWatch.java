package io.kvorum.wal.chronicle;

import io.kvorum.spi.wal.SpaceState;
import java.util.function.Consumer;

/** Knows whether there is room, and tells the one who wants to hear; in order, from whatever thread finds out. */
final class SpaceWatch {
    private SpaceState state = SpaceState.OK;
    private Consumer<SpaceState> listener = ignored -> {};

    /** Returns whether this was news. */
    synchronized boolean report(SpaceState now) {
        if (state == now) {
            return false;
        }
        state = now;
        listener.accept(now);
        return true;
    }

    synchronized void listen(Consumer<SpaceState> newListener) {
        listener = newListener;
        newListener.accept(state);
    }
}

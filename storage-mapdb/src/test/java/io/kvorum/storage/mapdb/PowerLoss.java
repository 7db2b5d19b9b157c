package io.kvorum.storage.mapdb;

import java.io.IOException;

/** The machine lost power; nothing works any more. */
final class PowerLoss extends IOException {
    private static final long serialVersionUID = 1L;

    PowerLoss() {
        super("power was lost");
    }
}

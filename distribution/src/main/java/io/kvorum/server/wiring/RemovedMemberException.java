package io.kvorum.server.wiring;

import io.kvorum.spi.ComponentException;

/** The member cannot start, and never will: its cluster has removed it. */
public final class RemovedMemberException extends ComponentException {
    private static final long serialVersionUID = 1L;

    RemovedMemberException() {
        super(Removal.REASON);
    }
}

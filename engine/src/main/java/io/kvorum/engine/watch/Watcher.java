package io.kvorum.engine.watch;

/** One watcher of one stream. Watch lane only, apart from its final fields. */
final class Watcher {
    /** Where its next event comes from. */
    enum State {
        /** In the index: from the fan-out of published revisions, as far as they are not below {@link #next}. */
        SYNCED,
        /** From history, from {@link #next} on. */
        LAGGING,
        /** From nowhere, as history no longer has it; the id stays taken until the client cancels it (R172). */
        COMPACTED,
        CLOSED
    }

    final WatchSession session;
    final long id;
    final WatchInterval interval;
    /** See {@link EventForm}. */
    final int form;

    final boolean fragment;
    final boolean progressNotify;
    /** As the client wished, or 0. */
    final long startRevision;

    State state = State.CLOSED;
    /** Every matching revision below has been sent, or is none of this watcher's. */
    long next;
    /** Whether no event was sent since the last progress tick (R183). */
    boolean quiet = true;
    /** Where it stands in the index. */
    WatcherSet set;

    int slot;

    Watcher(
            WatchSession session,
            long id,
            WatchInterval interval,
            int form,
            boolean fragment,
            boolean progressNotify,
            long startRevision) {
        this.session = session;
        this.id = id;
        this.interval = interval;
        this.form = form;
        this.fragment = fragment;
        this.progressNotify = progressNotify;
        this.startRevision = startRevision;
    }
}

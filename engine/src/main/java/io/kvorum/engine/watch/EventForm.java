package io.kvorum.engine.watch;

import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.engine.mvcc.Change;

/**
 * What a watcher wants of each event, as a small number: watchers of the same interval and form share their answers.
 */
final class EventForm {
    /** How many forms there are. */
    static final int COUNT = 8;

    private static final int PREVIOUS = 1;
    private static final int DROP_PUTS = 2;
    private static final int DROP_DELETES = 4;

    private EventForm() {}

    static int of(WatchCreateRequest request) {
        int form = request.getPrevKv() ? PREVIOUS : 0;
        // Unknown numbers are ignored (R175), so numbers are read and not enum constants.
        for (int filter : request.getFiltersValueList()) {
            if (filter == WatchCreateRequest.FilterType.NOPUT_VALUE) {
                form |= DROP_PUTS;
            } else if (filter == WatchCreateRequest.FilterType.NODELETE_VALUE) {
                form |= DROP_DELETES;
            }
        }
        return form;
    }

    /** Whether events carry the pair before (R174). */
    static boolean withPrevious(int form) {
        return (form & PREVIOUS) != 0;
    }

    /** Whether the filters drop this change (R175). */
    static boolean drops(int form, Change change) {
        return (form & (change.isDeletion() ? DROP_DELETES : DROP_PUTS)) != 0;
    }

    /** Whether the filters drop anything at all. */
    static boolean filters(int form) {
        return (form & (DROP_PUTS | DROP_DELETES)) != 0;
    }
}

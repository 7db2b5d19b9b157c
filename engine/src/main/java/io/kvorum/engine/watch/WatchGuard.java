package io.kvorum.engine.watch;

import com.google.protobuf.ByteString;
import io.kvorum.api.RequestContext;

/** Decides whether a caller may watch an interval (R168). */
@FunctionalInterface
public interface WatchGuard {
    /** Everybody may watch everything. */
    WatchGuard NONE = (context, key, rangeEnd) -> null;

    /**
     * Asked once, when a watcher is created. Watch lane; must not block.
     *
     * @param key as in the request, an empty one replaced (R164)
     * @param rangeEnd as in the request
     * @return null if it is allowed, or the reason for the refusal in the form that R168 prescribes
     */
    String refusal(RequestContext context, ByteString key, ByteString rangeEnd);
}

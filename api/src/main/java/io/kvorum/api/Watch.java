package io.kvorum.api;

/**
 * Change streams. One stream carries any number of watchers (R160-R193).
 *
 * <p>Threading: every method may be called from any thread, concurrently, and returns without waiting. The answer
 * comes through the sink, on any thread, also before the method returns. Errors come through it too; a method throws
 * nothing. The request is not changed by either side.
 */
public interface Watch {
    /**
     * Opens a stream without watchers.
     * @param sink where the answers of all watchers go; ends with {@link ErrorCode#NO_LEADER} if the context wants a
     * leader and there is none for long (R187, R188)
     * @return the client's side of the stream; never null, also if the sink has been ended already
     */
    WatchStream open(RequestContext context, Sink<WatchAnswer> sink);
}

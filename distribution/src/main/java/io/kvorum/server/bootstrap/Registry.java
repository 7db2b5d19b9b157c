package io.kvorum.server.bootstrap;

import java.util.List;
import java.util.Optional;

/** The keys of another cluster in which members find each other (C72). Calls block; one thread. */
interface Registry extends AutoCloseable {
    /** One key with what it holds. */
    record Entry(String key, String value, long createRevision) {}

    /** The cluster did not answer; the call may be repeated. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    Optional<String> get(String key) throws UnavailableException;

    List<Entry> list(String prefix) throws UnavailableException;

    void put(String key, String value) throws UnavailableException;

    @Override
    void close();
}

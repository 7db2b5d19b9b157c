package io.kvorum.server.wiring;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is open and has to be closed, in reverse order of opening. A part that fails to close is logged and does not keep
 * the others from being closed. One thread at a time.
 */
final class OpenResources implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenResources.class);

    private final Deque<Resource> resources = new ArrayDeque<>();

    private record Resource(String name, AutoCloseable closeable) {}

    /** Remembers to close it; gives it back. */
    synchronized <T extends AutoCloseable> T opened(String name, T resource) {
        resources.push(new Resource(name, resource));
        return resource;
    }

    @Override
    public synchronized void close() {
        while (!resources.isEmpty()) {
            Resource resource = resources.pop();
            try {
                resource.closeable().close();
            } catch (Exception failure) {
                LOG.atWarn()
                        .setCause(failure)
                        .addKeyValue("part", resource.name())
                        .log("a part could not be closed");
            }
        }
    }
}

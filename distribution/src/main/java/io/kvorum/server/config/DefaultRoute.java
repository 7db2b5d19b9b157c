package io.kvorum.server.config;

import java.util.Optional;

/** Tells under which address this machine is reached by others. */
@FunctionalInterface
public interface DefaultRoute {
    /** The IPv4 address that connections by the default route come from; empty if there is no such route. */
    Optional<String> address();
}

package io.kvorum.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The services that a node lends to its transports, found by their interface. A service that is absent is answered with
 * {@link StatusCode#UNIMPLEMENTED} by the transport. Immutable, usable from any thread.
 */
public final class Services {
    private final Map<Class<?>, Object> services;

    private Services(Map<Class<?>, Object> services) {
        this.services = services;
    }

    /** Starts an empty set of services. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Looks a service up.
     *
     * @param service the interface under which it was added, e.g. {@code Kv.class}
     * @return the service, or empty if this node does not offer it
     */
    public <S> Optional<S> find(Class<S> service) {
        return Optional.ofNullable(service.cast(services.get(service)));
    }

    /** Collects services. For one thread; may be used again after {@link #build()}. */
    public static final class Builder {
        private final Map<Class<?>, Object> services = new HashMap<>();

        private Builder() {}

        /**
         * Adds a service.
         *
         * @throws IllegalStateException if there is one of this type already: two would hide one another
         */
        public <S> Builder add(Class<S> service, S implementation) {
            Objects.requireNonNull(implementation, "implementation");
            if (services.putIfAbsent(service, service.cast(implementation)) != null) {
                throw new IllegalStateException("service given twice: " + service.getName());
            }
            return this;
        }

        /** The services added so far. */
        public Services build() {
            return new Services(new HashMap<>(services));
        }
    }
}

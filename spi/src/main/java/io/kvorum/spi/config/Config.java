package io.kvorum.spi.config;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Validated values of a component's settings.
 *
 * <p>Immutable and safe for any thread. {@link #get(ConfigKey)} cannot fail for a declared key, because everything was
 * parsed and checked before the component is made.
 */
public final class Config {
    private final Map<ConfigKey<?>, Object> values;

    private Config(Map<ConfigKey<?>, Object> values) {
        this.values = values;
    }

    /**
     * The value of a declared key.
     *
     * @throws IllegalArgumentException if the component's factory did not declare the key: a mistake in the plug-in
     */
    public <T> T get(ConfigKey<T> key) {
        @SuppressWarnings("unchecked") // the builder pairs each key with a value of its type
        T value = (T) values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("setting " + key + " is not declared by this component");
        }
        return value;
    }

    /** Starts with the defaults of {@code keys}. */
    public static Builder builder(List<ConfigKey<?>> keys) {
        return new Builder(keys);
    }

    /** The defaults of {@code keys}; fails if one of them has none. */
    public static Config defaults(List<ConfigKey<?>> keys) {
        return builder(keys).build();
    }

    /** Collects values, one thread. */
    public static final class Builder {
        private final Map<ConfigKey<?>, Object> values = new IdentityHashMap<>();
        private final List<ConfigKey<?>> keys;

        private Builder(List<ConfigKey<?>> keys) {
            this.keys = List.copyOf(keys);
            for (ConfigKey<?> key : keys) {
                key.defaultValue().ifPresent(value -> values.put(key, value));
            }
        }

        /** Sets a declared key's value. */
        public <T> Builder set(ConfigKey<T> key, T value) {
            values.put(key, value);
            return this;
        }

        /** Parses and sets a declared key's value; throws as {@link ConfigKey#parse(String)} does. */
        public <T> Builder parse(ConfigKey<T> key, String text) {
            return set(key, key.parse(text));
        }

        public Config build() {
            for (ConfigKey<?> key : keys) {
                if (!values.containsKey(key)) {
                    throw new IllegalArgumentException("setting " + key + " needs a value");
                }
            }
            return new Config(new IdentityHashMap<>(values));
        }
    }
}

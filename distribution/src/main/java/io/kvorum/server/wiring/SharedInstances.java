package io.kvorum.server.wiring;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What transports of one node share without knowing one another: one instance per type. */
final class SharedInstances implements AutoCloseable {
    private final Map<Class<?>, Object> instances = new HashMap<>();
    private final Deque<Object> inReverse = new ArrayDeque<>();

    synchronized <T> T get(Class<T> type, Supplier<T> supplier) {
        Object instance = instances.get(type);
        if (instance == null) {
            instance = supplier.get();
            instances.put(type, instance);
            inReverse.push(instance);
        }
        return type.cast(instance);
    }

    @Override
    public synchronized void close() throws Exception {
        while (!inReverse.isEmpty()) {
            if (inReverse.pop() instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }
}

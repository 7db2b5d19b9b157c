package io.kvorum.server.bootstrap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A registry in memory that can be away, and in which others can register meanwhile. */
final class MapRegistry implements Registry {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private int failures;
    private int listsUntilAction = -1;
    private Runnable action = () -> {};

    void failNext(int calls) {
        failures = calls;
    }

    void beforeList(int number, Runnable newAction) {
        listsUntilAction = number;
        action = newAction;
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    @Override
    public List<Entry> list(String prefix) throws UnavailableException {
        if (failures > 0) {
            failures--;
            throw new UnavailableException("away", null);
        }
        if (--listsUntilAction == 0) {
            action.run();
        }
        List<Entry> found = new ArrayList<>();
        entries.values().stream()
                .filter(entry -> entry.key().startsWith(prefix))
                .forEach(found::add);
        return found;
    }

    @Override
    public void put(String key, String value) {
        long created = entries.containsKey(key) ? entries.get(key).createRevision() : entries.size() + 1;
        entries.put(key, new Entry(key, value, created));
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}

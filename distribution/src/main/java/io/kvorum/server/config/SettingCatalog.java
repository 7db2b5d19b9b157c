package io.kvorum.server.config;

import io.kvorum.server.plugin.Part;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.spi.config.ConfigKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every name that can be given: the server's own settings and those of all parts that were found. */
final class SettingCatalog {
    private final SettingTable table;
    private final Map<String, List<PartKey>> partKeys = new LinkedHashMap<>();

    /** A setting of a part. */
    record PartKey(Part part, ConfigKey<?> key) {}

    SettingCatalog(SettingTable table, PluginRegistry registry) {
        this.table = table;
        for (Part part : registry.parts()) {
            for (ConfigKey<?> key : part.factory().configKeys()) {
                partKeys.computeIfAbsent(part.settingName(key), absent -> new ArrayList<>())
                        .add(new PartKey(part, key));
            }
        }
    }

    SettingTable table() {
        return table;
    }

    boolean knows(String name) {
        return table.find(name).isPresent() || partKeys.containsKey(name);
    }

    /** Whether the flag alone means true, and a word after it is not its value (C1). */
    boolean isBoolean(String name) {
        return keyOf(name).map(key -> key.type().equals("boolean")).orElse(false);
    }

    /** Whether a file gives the setting as whole nanoseconds (C5). */
    boolean isDuration(String name) {
        return keyOf(name).map(key -> key.type().equals("duration")).orElse(false);
    }

    boolean isUrlList(String name) {
        return keyOf(name).map(key -> key.type().equals("URLs")).orElse(false);
    }

    List<PartKey> partKeys(String name) {
        return partKeys.getOrDefault(name, List.of());
    }

    /** What may be meant by an unknown name, as the end of a sentence; empty if nothing is near. */
    String hint(String name) {
        if (name.startsWith("experimental-")) {
            String gate = SettingTable.BECAME_GATES.get(name);
            String plain = name.substring("experimental-".length());
            if (gate != null) {
                return "; it became --feature-gates=" + gate + "=true";
            }
            if (knows(plain)) {
                return "; it is called --" + plain + " now";
            }
        }
        return NearestName.of(name, names())
                .map(near -> "; did you mean --" + near + "?")
                .orElse("");
    }

    private Collection<String> names() {
        List<String> names = new ArrayList<>(partKeys.keySet());
        table.settings().forEach(setting -> names.add(setting.name()));
        names.addAll(List.of("config-file", "print-config", "version", "help"));
        return names;
    }

    private Optional<? extends ConfigKey<?>> keyOf(String name) {
        return table.find(name)
                .<ConfigKey<?>>map(Setting::key)
                .or(() -> partKeys(name).stream().findFirst().map(PartKey::key));
    }
}

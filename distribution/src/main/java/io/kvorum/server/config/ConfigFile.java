package io.kvorum.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Settings from a file in YAML, or JSON, which is YAML (C4, C5). Blocks are joined by dots: {@code block.key}. */
final class ConfigFile {
    private final String name;
    private final Map<String, Object> values;

    private ConfigFile(String name, Map<String, Object> values) {
        this.name = name;
        this.values = values;
    }

    /** Reads a file; one that cannot be read or understood is reported and counts as empty. */
    static ConfigFile read(String name, Findings findings) {
        Map<String, Object> values = new LinkedHashMap<>();
        try {
            Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Path.of(name)));
            if (content instanceof Map<?, ?> map) {
                flatten("", map, values);
            } else if (content != null) {
                findings.refuse("error loading config file " + name + ": it holds no settings");
            }
        } catch (IOException | YAMLException | IllegalArgumentException unreadable) {
            findings.refuse("error loading config file " + name + ": " + unreadable);
        }
        return new ConfigFile(name, values);
    }

    private static void flatten(String prefix, Map<?, ?> block, Map<String, Object> values) {
        block.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                flatten(prefix + key + ".", inner, values);
            } else if (value != null) {
                values.put(prefix + key, value);
            }
        });
    }

    Map<String, Given> settings(SettingCatalog catalog, Findings findings) {
        Map<String, Given> given = new LinkedHashMap<>();
        values.forEach((fileKey, value) -> {
            String setting = settingName(fileKey, catalog);
            if (setting == null) {
                findings.warn("unknown setting " + fileKey + " in " + name + " is ignored" + catalog.hint(fileKey));
                return;
            }
            String text = textOf(setting, value, catalog, findings);
            if (text != null && !text.isEmpty()) {
                given.put(setting, new Given(setting, text, new Origin(Origin.Source.FILE, name)));
            }
        });
        return given;
    }

    private static String settingName(String fileKey, SettingCatalog catalog) {
        if (catalog.table().findByFileKey(fileKey).isPresent()) {
            return catalog.table().findByFileKey(fileKey).get().name();
        }
        return catalog.table().find(fileKey).isEmpty() && catalog.knows(fileKey) ? fileKey : null;
    }

    private String textOf(String setting, Object value, SettingCatalog catalog, Findings findings) {
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        if (!catalog.isDuration(setting)) {
            return String.valueOf(value);
        }
        if (value instanceof Integer || value instanceof Long) {
            return value + "ns";
        }
        if (catalog.table().find(setting).isPresent()) {
            findings.refuse(setting + " in " + name + " must be a whole number of nanoseconds, such as 5000000000, not "
                    + value);
            return null;
        }
        return String.valueOf(value);
    }
}

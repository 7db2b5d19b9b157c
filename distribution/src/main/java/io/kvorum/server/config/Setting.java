package io.kvorum.server.config;

import io.kvorum.spi.config.ConfigKey;
import java.util.Optional;

/**
 * One row of the table of settings.
 *
 * @param fileKey its name in the configuration file, blocks joined by dots; empty if it cannot stand there (C5)
 */
public record Setting(ConfigKey<?> key, SettingGroup group, Optional<String> fileKey, Standing standing) {
    static Setting active(SettingGroup group, ConfigKey<?> key) {
        return new Setting(key, group, Optional.of(key.name()), Standing.ACTIVE);
    }

    static Setting ignored(SettingGroup group, ConfigKey<?> key, String why) {
        return new Setting(key, group, Optional.of(key.name()), new Standing.Ignored(why));
    }

    static Setting later(SettingGroup group, ConfigKey<?> key, String what) {
        return new Setting(key, group, Optional.of(key.name()), new Standing.Later(what));
    }

    Setting inFileAs(String name) {
        return new Setting(key, group, Optional.of(name), standing);
    }

    Setting notInFile() {
        return new Setting(key, group, Optional.empty(), standing);
    }

    public String name() {
        return key.name();
    }
}

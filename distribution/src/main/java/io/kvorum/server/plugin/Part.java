package io.kvorum.server.plugin;

import io.kvorum.spi.ComponentFactory;
import io.kvorum.spi.config.ConfigKey;

/**
 * One part that is there to be chosen.
 *
 * @param plugin name of the plug-in it came with
 */
public record Part(Port port, ComponentFactory<?, ?> factory, String plugin) {
    public String name() {
        return factory.name();
    }

    /** The name under which users give a setting of this part. */
    public String settingName(ConfigKey<?> key) {
        return key.plainName() ? key.name() : port.prefix() + "-" + name() + "-" + key.name();
    }
}

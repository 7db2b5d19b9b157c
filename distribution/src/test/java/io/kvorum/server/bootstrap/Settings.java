package io.kvorum.server.bootstrap;

import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.ConfigurationSources;
import io.kvorum.server.config.ConfigurationSources.Request;
import io.kvorum.server.config.DefaultRoute;
import io.kvorum.server.plugin.PluginLoader;
import io.kvorum.server.plugin.PluginRegistry;
import java.util.Map;
import java.util.Optional;

/** Settings as a process would read them from its flags. */
final class Settings {
    private static final PluginRegistry PARTS =
            PluginRegistry.of(PluginLoader.load(Settings.class.getClassLoader(), Optional.empty()));

    private Settings() {}

    static Configuration of(String... flags) {
        return ((Request.Start) new ConfigurationSources(flags, Map.of()).read(folder -> PARTS)).configuration();
    }

    /** The same on a machine with another default route. */
    static Configuration of(DefaultRoute route, String... flags) {
        return ((Request.Start) new ConfigurationSources(flags, Map.of(), route).read(folder -> PARTS)).configuration();
    }
}

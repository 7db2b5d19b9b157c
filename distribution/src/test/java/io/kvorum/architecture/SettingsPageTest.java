package io.kvorum.architecture;

import io.kvorum.server.config.SettingsPage;
import io.kvorum.server.plugin.PluginLoader;
import io.kvorum.server.plugin.PluginRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SettingsPageTest {
    @Test
    void theReferencePageShowsTheTableOfTheServer() {
        PluginRegistry parts =
                PluginRegistry.of(PluginLoader.load(SettingsPageTest.class.getClassLoader(), Optional.empty()));
        new GoldenFile("docs/settings.md").assertSame(new SettingsPage(parts).markdown());
    }
}

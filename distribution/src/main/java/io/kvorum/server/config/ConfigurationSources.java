package io.kvorum.server.config;

import io.kvorum.server.config.CommandLine.Action;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.spi.ComponentException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads settings from a file, from variables and from the command line; what comes later in this list wins.
 *
 * <p>Which plug-ins there are decides which settings there are, and a setting says where plug-ins are: so the sources are
 * looked at twice, the first time for {@code --plugin-dir} alone.
 */
public final class ConfigurationSources {
    private final String[] arguments;
    private final EnvironmentVariables environment;
    private final DefaultRoute route;
    private final SettingTable table = SettingTable.create();

    /** What the command line asks for. */
    public sealed interface Request {
        /** Run a node. */
        record Start(Configuration configuration) implements Request {}

        /** Show the settings. */
        record PrintConfig(Configuration configuration) implements Request {}

        /** Show versions. */
        record Version() implements Request {}

        /** Show all flags. */
        record Help(String text) implements Request {}
    }

    public ConfigurationSources(String[] arguments, Map<String, String> environment) {
        this(arguments, environment, new SystemDefaultRoute());
    }

    /** The same on a machine that has another route, or none. */
    public ConfigurationSources(String[] arguments, Map<String, String> environment, DefaultRoute route) {
        this.arguments = arguments.clone();
        this.route = route;
        this.environment = new EnvironmentVariables(environment);
    }

    /**
     * Reads everything.
     *
     * @param plugins finds plug-ins, given the folder that the settings name
     * @throws ConfigurationException with all that is wrong
     */
    public Request read(Function<Optional<Path>, PluginRegistry> plugins) {
        Findings findings = new Findings();
        SettingCatalog ownSettings = new SettingCatalog(table, PluginRegistry.of(List.of()));
        CommandLine preview = CommandLine.parse(arguments, ownSettings, new Findings());
        if (preview.action() == Action.VERSION) {
            return new Request.Version();
        }
        Optional<ConfigFile> file =
                preview.configFile().or(environment::configFile).map(name -> ConfigFile.read(name, findings));
        Map<String, Given> previewed = merge(preview, file, ownSettings, new Findings());
        PluginRegistry registry = findPlugins(previewed.get(PartSettings.PLUGIN_DIR.name()), plugins, findings);

        SettingCatalog catalog = new SettingCatalog(table, registry);
        if (preview.action() == Action.HELP) {
            return new Request.Help(new HelpText(table, registry).toString());
        }
        CommandLine line = CommandLine.parse(arguments, catalog, findings);
        Map<String, Given> given = merge(line, file, catalog, findings);
        Configuration configuration = new ConfigurationReader(catalog, registry, given, route, findings).read();
        return line.action() == Action.PRINT_CONFIG
                ? new Request.PrintConfig(configuration)
                : new Request.Start(configuration);
    }

    private static PluginRegistry findPlugins(
            Given folder, Function<Optional<Path>, PluginRegistry> plugins, Findings findings) {
        try {
            return plugins.apply(Optional.ofNullable(folder).map(Given::text).map(Path::of));
        } catch (ComponentException broken) {
            findings.refuse(broken.getMessage());
            throw new ConfigurationException(findings.problems());
        }
    }

    private Map<String, Given> merge(
            CommandLine line, Optional<ConfigFile> file, SettingCatalog catalog, Findings findings) {
        Map<String, Given> given = new LinkedHashMap<>();
        file.ifPresent(present -> given.putAll(present.settings(catalog, findings)));
        given.putAll(environment.read(catalog, findings));
        given.putAll(line.given());
        return given;
    }
}

package io.kvorum.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Settings from variables (C2): {@code ETCD_NAME}, and {@code KVORUM_NAME}, which wins over it. */
final class EnvironmentVariables {
    /** Read by the launcher, not by the server. */
    private static final List<String> OF_LAUNCHER = List.of("KVORUM_JAVA_OPTS", "KVORUM_HOME");

    private final Map<String, String> variables;

    EnvironmentVariables(Map<String, String> variables) {
        this.variables = variables;
    }

    Map<String, Given> read(SettingCatalog catalog, Findings findings) {
        Map<String, Given> given = new LinkedHashMap<>();
        readPrefix("ETCD_", Origin.Source.ETCD_VARIABLE, catalog, findings, given);
        readPrefix("KVORUM_", Origin.Source.KVORUM_VARIABLE, catalog, findings, given);
        return given;
    }

    Optional<String> configFile() {
        return find("KVORUM_CONFIG_FILE").or(() -> find("ETCD_CONFIG_FILE"));
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    private void readPrefix(
            String prefix, Origin.Source source, SettingCatalog catalog, Findings findings, Map<String, Given> given) {
        new TreeMap<>(variables).forEach((variable, value) -> {
            if (!variable.startsWith(prefix) || variable.endsWith("_CONFIG_FILE") || OF_LAUNCHER.contains(variable)) {
                return;
            }
            String name =
                    variable.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '-');
            if (catalog.knows(name)) {
                if (!value.isEmpty()) {
                    given.put(name, new Given(name, value, new Origin(source, variable)));
                }
            } else if (!SettingTable.FORGOTTEN.contains(name)) {
                // Only a warning: Kubernetes makes such variables for a service that is called etcd or kvorum.
                findings.warn("unrecognized environment variable " + variable + catalog.hint(name));
            }
        });
    }
}

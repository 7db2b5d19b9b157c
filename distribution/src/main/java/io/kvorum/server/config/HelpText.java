package io.kvorum.server.config;

import io.kvorum.server.plugin.Part;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.spi.config.ConfigKey;

/** What {@code --help} prints: all flags in groups, those of parts at the end. */
final class HelpText {
    /** The first lines, also shown when a command line cannot be understood. */
    static final String USAGE = """
            Usage:

              kvorum [flags]
                Start a member.

              kvorum --version
                Show versions.

              kvorum --help
                Show all flags.

              kvorum --print-config [flags]
                Show each setting's value and where it comes from.

              kvorum --config-file <path> [flags]
                Take settings from a file too. Flags win over variables (KVORUM_NAME, ETCD_NAME), variables over the file.
            """;

    private final SettingTable table;
    private final PluginRegistry registry;

    HelpText(SettingTable table, PluginRegistry registry) {
        this.table = table;
        this.registry = registry;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(USAGE);
        for (SettingGroup group : SettingGroup.values()) {
            text.append('\n').append(group.title()).append(":\n");
            for (Setting setting : table.settings()) {
                if (setting.group() == group) {
                    appendKey(text, setting.name(), setting.key());
                    appendStanding(text, setting.standing());
                }
            }
        }
        for (Part part : registry.parts()) {
            appendPart(text, part);
        }
        return text.toString();
    }

    private void appendPart(StringBuilder text, Part part) {
        text.append('\n').append(Character.toUpperCase(part.port().words().charAt(0)));
        text.append(part.port().words().substring(1))
                .append(" \"")
                .append(part.name())
                .append("\":\n");
        if (part.factory().configKeys().isEmpty()) {
            text.append("  (no settings)\n");
        }
        for (ConfigKey<?> key : part.factory().configKeys()) {
            appendKey(text, part.settingName(key), key);
        }
    }

    private static <T> void appendKey(StringBuilder text, String name, ConfigKey<T> key) {
        text.append("  --").append(name);
        key.defaultValue()
                .ifPresent(value -> text.append(" '").append(key.format(value)).append('\''));
        text.append("\n    ").append(key.doc()).append('\n');
    }

    private static void appendStanding(StringBuilder text, Standing standing) {
        if (standing instanceof Standing.Ignored ignored) {
            text.append("    Accepted and ignored: ").append(ignored.why()).append(".\n");
        } else if (standing instanceof Standing.Later later) {
            text.append("    Not yet: ").append(later.what()).append(" with a later release.\n");
        }
    }
}

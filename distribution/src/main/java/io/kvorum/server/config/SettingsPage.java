package io.kvorum.server.config;

import io.kvorum.server.plugin.Part;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.spi.config.ConfigKey;

/** The reference page of settings, made from the table that the server itself reads. */
public final class SettingsPage {
    private final SettingTable table = SettingTable.create();
    private final PluginRegistry registry;

    public SettingsPage(PluginRegistry registry) {
        this.registry = registry;
    }

    /** The page in Markdown. */
    public String markdown() {
        StringBuilder page = new StringBuilder("""
                # Settings

                This page is generated from the table that the server reads; a test compares them.

                Every setting can be a flag (`--name=n1`, one dash will do), a variable (`KVORUM_NAME` or etcd's `ETCD_NAME`) or a
                key of the YAML file named by `--config-file`. Flags win over variables, `KVORUM_` variables over `ETCD_` ones, and
                variables over the file. `--print-config` shows each value and where it comes from. In the file, durations of
                etcd's settings are whole nanoseconds, as etcd has them.

                Column *state*: empty means it works; *ignored* means it is accepted and changes nothing; *later* means it is known,
                and refused if it asks for more than its default.
                """);
        for (SettingGroup group : SettingGroup.values()) {
            page.append("\n## ").append(group.title()).append("\n\n");
            page.append("| flag | in the file | type | default | state | meaning |\n|---|---|---|---|---|---|\n");
            table.settings().stream()
                    .filter(setting -> setting.group() == group)
                    .forEach(setting -> appendRow(page, setting));
        }
        registry.parts().forEach(part -> appendPart(page, part));
        return page.toString();
    }

    private static void appendRow(StringBuilder page, Setting setting) {
        String inFile = setting.fileKey()
                .map(key -> key.equals(setting.name()) ? "same" : "`" + key + "`")
                .orElse("–");
        String state = setting.standing() instanceof Standing.Ignored
                ? "ignored"
                : setting.standing() instanceof Standing.Later ? "later" : "";
        String note = setting.standing() instanceof Standing.Ignored ignored
                ? " (" + ignored.why() + ")"
                : setting.standing() instanceof Standing.Later later
                        ? " (" + later.what() + " with a later release)"
                        : "";
        page.append("| `").append(setting.name()).append("` | ").append(inFile).append(" | ");
        appendKey(page, setting.key(), state, note);
    }

    private static void appendPart(StringBuilder page, Part part) {
        if (part.factory().configKeys().isEmpty()) {
            return;
        }
        page.append("\n## The ")
                .append(part.port().words())
                .append(" `")
                .append(part.name())
                .append("`\n\n");
        page.append("| flag | in the file | type | default | state | meaning |\n|---|---|---|---|---|---|\n");
        for (ConfigKey<?> key : part.factory().configKeys()) {
            page.append("| `").append(part.settingName(key)).append("` | same | ");
            appendKey(page, key, "", "");
        }
    }

    private static <T> void appendKey(StringBuilder page, ConfigKey<T> key, String state, String note) {
        String value = key.defaultValue().map(key::format).orElse("must be given");
        page.append(key.type().replace("|", "\\|")).append(" | ");
        page.append(value.isEmpty() ? "empty" : "`" + value.replace("|", "\\|") + "`");
        page.append(" | ").append(state).append(" | ");
        page.append(key.doc().replace("|", "\\|")).append(note).append(" |\n");
    }
}

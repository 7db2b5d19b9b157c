package io.kvorum.server.config;

import io.kvorum.server.config.Configuration.EffectiveSetting;

/** Texts for the terminal that belong to settings. */
public final class Printout {
    private Printout() {}

    /** The short usage text (C1). */
    public static String usage() {
        return HelpText.USAGE;
    }

    /** Each effective value and where it comes from: what {@code --print-config} prints. */
    public static String effective(Configuration configuration) {
        int width = 0;
        for (EffectiveSetting setting : configuration.effective()) {
            width = Math.max(width, setting.name().length() + setting.text().length() + 3);
        }
        StringBuilder text = new StringBuilder();
        for (EffectiveSetting setting : configuration.effective()) {
            String value = setting.name() + ": " + (setting.text().isEmpty() ? "''" : setting.text());
            text.append(value).append(" ".repeat(Math.max(1, width - value.length() + 2)));
            text.append("# ").append(setting.origin()).append('\n');
        }
        return text.toString();
    }
}

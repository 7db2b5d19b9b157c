package io.kvorum.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The words of the command line, understood as far as that goes without looking at values (C1, C6, C8).
 *
 * @param action what to do
 * @param configFile the file that was named
 * @param given values by name; the last one counts
 */
record CommandLine(Action action, Optional<String> configFile, Map<String, Given> given) {
    /** What the process is asked for. */
    enum Action {
        START,
        PRINT_CONFIG,
        VERSION,
        HELP
    }

    static CommandLine parse(String[] arguments, SettingCatalog catalog, Findings findings) {
        Parser parser = new Parser(arguments, catalog, findings);
        parser.parse();
        return new CommandLine(parser.action, Optional.ofNullable(parser.configFile), parser.given);
    }

    private static final class Parser {
        private final String[] arguments;
        private final SettingCatalog catalog;
        private final Findings findings;
        private final Map<String, Given> given = new LinkedHashMap<>();
        private Action action = Action.START;
        private String configFile;
        private int next;

        Parser(String[] arguments, SettingCatalog catalog, Findings findings) {
            this.arguments = arguments;
            this.catalog = catalog;
            this.findings = findings;
        }

        void parse() {
            while (next < arguments.length) {
                String word = arguments[next++];
                if (word.equals("--")) {
                    reportStray();
                    return;
                }
                if (!word.startsWith("-") || word.equals("-")) {
                    findings.refuse("\"" + word + "\" is not a valid flag");
                } else {
                    flag(word.substring(word.startsWith("--") ? 2 : 1));
                }
            }
        }

        private void reportStray() {
            while (next < arguments.length) {
                findings.refuse("\"" + arguments[next++] + "\" is not a valid flag");
            }
        }

        private void flag(String text) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            String value = equals < 0 ? null : text.substring(equals + 1);
            switch (name) {
                case "help", "h" -> raise(Action.HELP, value);
                case "version" -> raise(Action.VERSION, value);
                case "print-config" -> raise(Action.PRINT_CONFIG, value);
                case "config-file" -> configFile = value == null ? wordAfter(name) : value;
                default -> setting(name, value);
            }
        }

        private void raise(Action wanted, String value) {
            if (!"false".equals(value) && wanted.compareTo(action) > 0) {
                action = wanted;
            }
        }

        private void setting(String name, String value) {
            if (SettingTable.FORGOTTEN.contains(name)) {
                findings.warn("flag --" + name + " is no longer supported, and ignored");
            } else if (!catalog.knows(name)) {
                findings.commandLine("flag provided but not defined: --" + name + catalog.hint(name));
                skipValue(value);
            } else {
                String text = value != null ? value : catalog.isBoolean(name) ? "true" : wordAfter(name);
                if (text != null) {
                    given.put(name, new Given(name, text, new Origin(Origin.Source.FLAG, "--" + name)));
                }
            }
        }

        private void skipValue(String value) {
            if (value == null && next < arguments.length && !arguments[next].startsWith("-")) {
                next++; // Probably the value of the unknown flag: one mistake, one message.
            }
        }

        private String wordAfter(String name) {
            if (next == arguments.length) {
                findings.commandLine("flag needs an argument: --" + name);
                return null;
            }
            return arguments[next++];
        }
    }
}

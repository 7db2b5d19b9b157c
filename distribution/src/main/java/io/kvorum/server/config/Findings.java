package io.kvorum.server.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong or odd while settings are read; one thread. */
final class Findings {
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void commandLine(String message) {
        problems.add(new Problem(true, message));
    }

    void refuse(String message) {
        problems.add(new Problem(false, message));
    }

    void warn(String message) {
        warnings.add(message);
    }

    List<Problem> problems() {
        return problems;
    }

    List<String> warnings() {
        return warnings;
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }
}

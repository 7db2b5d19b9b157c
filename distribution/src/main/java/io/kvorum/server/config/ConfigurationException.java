package io.kvorum.server.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; has everything that is wrong with them at once. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::message).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** 2 if the command line cannot be understood, otherwise 1 (C84). */
    public int exitCode() {
        return problems.stream().anyMatch(Problem::commandLine) ? 2 : 1;
    }
}

package io.kvorum.server.config;

/**
 * Something wrong with the settings.
 *
 * @param commandLine whether the command line cannot be understood, which ends with exit code 2 and a usage text (C1);
 *     everything else is exit code 1 (C84)
 * @param message one sentence
 */
public record Problem(boolean commandLine, String message) {}

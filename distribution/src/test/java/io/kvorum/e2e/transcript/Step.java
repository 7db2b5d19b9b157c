package io.kvorum.e2e.transcript;

import java.util.Map;

/** One thing that happens in a transcript. */
public sealed interface Step {
    /** Line of the transcript, from 1. */
    int line();

    /** A command that runs to its end. */
    record Run(int line, String command, String input, Output output) implements Step {}

    /** A command that goes on in the background. */
    record Start(int line, String tag, String command, Map<String, String> environment) implements Step {}

    /** A line typed into a background command. */
    record Type(int line, String tag, String text) implements Step {}

    /** The standard input of a background command ends. */
    record CloseInput(int line, String tag) implements Step {}

    /** A background command ends: by itself, or interrupted when it has written all that is expected. */
    record End(int line, String tag, boolean interrupted, Output output) implements Step {}

    /** What a command leaves; texts with placeholders. */
    record Output(String standardOutput, String standardError, String exit) {}
}

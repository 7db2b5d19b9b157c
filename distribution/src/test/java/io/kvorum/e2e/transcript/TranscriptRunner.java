package io.kvorum.e2e.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.e2e.Await;
import io.kvorum.e2e.transcript.Step.CloseInput;
import io.kvorum.e2e.transcript.Step.End;
import io.kvorum.e2e.transcript.Step.Output;
import io.kvorum.e2e.transcript.Step.Run;
import io.kvorum.e2e.transcript.Step.Start;
import io.kvorum.e2e.transcript.Step.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Runs the steps of a transcript against a server and compares what the commands leave. */
public final class TranscriptRunner implements AutoCloseable {
    private static final String RECORDED_ADDRESS = "127.0.0.1:13379";
    private static final Pattern SAME_AS = Pattern.compile("<SAME OUTPUT AS FOR: (.*)>\n?");
    private static final Pattern EXPECTED_LOG = Pattern.compile("(?m)^<RETRY_LOG .*>\n");
    private static final Pattern PRINTED_LOG =
            Pattern.compile("(?m)^\\{\"level\":\"warn\".*retrying of unary invoker failed.*\"error\":\"(.*)\"}\n");
    private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(90);
    private static final int TERMINATED = 143;

    private final Path folder;
    private final String address;
    private final LongSupplier watchers;
    private final UnaryOperator<String> leniency;
    private final Placeholders placeholders = new Placeholders();
    private final Map<String, Output> expectedOf = new HashMap<>();
    private final Map<String, BackgroundCommand> background = new HashMap<>();
    private final Map<String, Integer> typedWatches = new HashMap<>();

    /**
     * @param folder working directory of the commands
     * @param address host and port of the server
     * @param watchers tells how many watchers the server has now
     * @param leniency applied to expected and printed text before they are compared
     */
    public TranscriptRunner(Path folder, String address, LongSupplier watchers, UnaryOperator<String> leniency) {
        this.folder = folder;
        this.address = address;
        this.watchers = watchers;
        this.leniency = leniency;
    }

    /** Runs the steps in their order. */
    public void run(List<Step> steps) {
        for (Step step : steps) {
            if (step instanceof Run run) {
                run(run);
            } else if (step instanceof Start start) {
                start(start);
            } else if (step instanceof Type type) {
                type(type);
            } else if (step instanceof CloseInput close) {
                background.get(close.tag()).closeInput();
            } else if (step instanceof End end) {
                end(end);
            }
        }
    }

    private void run(Run step) {
        BackgroundCommand command = begin(step.command(), Map.of());
        command.write(step.input());
        command.closeInput();
        expectedOf.put(step.command(), step.output());
        compare(step.line() + ": " + step.command(), step.output(), command);
    }

    private void start(Start step) {
        BackgroundCommand command = begin("exec " + step.command(), step.environment());
        background.put(step.tag(), command);
        typedWatches.put(step.tag(), 0);
        String line = step.line() + ": " + step.command();
        if (step.command().contains("keep-alive")) {
            Await.until(
                    () -> "output of " + line,
                    () -> !command.isAlive() || !command.standardOutput().isEmpty());
        } else if (step.command().contains(" watch") && !step.command().endsWith(" -i")) {
            Await.until(() -> "a watcher for " + line, () -> !command.isAlive() || watchers.getAsLong() > 0);
        }
    }

    private void type(Type step) {
        BackgroundCommand command = background.get(step.tag());
        int printed = command.standardOutput().length();
        command.write(step.text() + "\n");
        if (step.text().startsWith("watch ")) {
            int expected = typedWatches.merge(step.tag(), 1, Integer::sum);
            Await.until(() -> "a watcher for line " + step.line(), () -> watchers.getAsLong() == expected);
        } else if (step.text().equals("progress")) {
            Await.until(
                    () -> "an answer for line " + step.line(),
                    () -> command.standardOutput().substring(printed).lines().count() >= typedWatches.get(step.tag()));
        }
    }

    private void end(End step) {
        BackgroundCommand command = background.remove(step.tag());
        if (step.interrupted() && step.output().exit().startsWith("by signal")) {
            // What is missing or too much then shows in the comparison.
            Await.holdsWithin(
                    OUTPUT_LIMIT,
                    () -> !command.isAlive()
                            || matches(step.output().standardOutput(), command.standardOutput())
                                    && (step.output().standardError().isEmpty()
                                            || !command.standardError().isEmpty()));
            command.interrupt();
        }
        compare(step.line() + ": end of " + step.tag(), step.output(), command);
        Await.until(() -> "no watcher left after line " + step.line(), () -> watchers.getAsLong() == 0);
    }

    private BackgroundCommand begin(String command, Map<String, String> environment) {
        String filled = placeholders.fill(command).replace(RECORDED_ADDRESS, address);
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", filled).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
        if (!command.contains("--endpoints")) {
            builder.environment().put("ETCDCTL_ENDPOINTS", address);
        }
        if (!command.contains("--command-timeout")) {
            // Its own five seconds are no measure on a machine that is busy.
            builder.environment().put("ETCDCTL_COMMAND_TIMEOUT", "60s");
        }
        builder.environment().putAll(environment);
        return new BackgroundCommand(builder, folder);
    }

    private void compare(String what, Output expected, BackgroundCommand command) {
        int status = command.exitStatus();
        String expectedOutput = resolve(expected.standardOutput());
        String printed = command.standardOutput();
        assertThat(matches(expectedOutput, printed))
                .as(
                        "line %s%nexpected output:%n%s%nprinted:%n%s%n%s",
                        what, expectedOutput, printed, command.standardError())
                .isTrue();
        String expectedErrors = EXPECTED_LOG.matcher(expected.standardError()).replaceAll("");
        String printedErrors = PRINTED_LOG.matcher(command.standardError()).replaceAll("");
        assertThat(matches(expectedErrors, printedErrors))
                .as("line %s%nexpected errors:%n%s%nprinted:%n%s", what, expectedErrors, printedErrors)
                .isTrue();
        PRINTED_LOG
                .matcher(command.standardError())
                .results()
                .forEach(log -> assertThat(expected.standardError())
                        .as("line %s: error logged by the client", what)
                        .contains("error=" + log.group(1) + ">"));
        int expectedStatus = expected.exit().startsWith("by signal") ? TERMINATED : Integer.parseInt(expected.exit());
        assertThat(status).as("line %s: exit status", what).isEqualTo(expectedStatus);
    }

    private boolean matches(String expected, String printed) {
        String recorded = leniency.apply(expected).replace(RECORDED_ADDRESS, address);
        return placeholders.matches(recorded, leniency.apply(printed));
    }

    private String resolve(String expected) {
        var same = SAME_AS.matcher(expected);
        return same.matches() ? expectedOf.get(same.group(1)).standardOutput() : expected;
    }

    @Override
    public void close() {
        background.values().forEach(BackgroundCommand::kill);
    }
}

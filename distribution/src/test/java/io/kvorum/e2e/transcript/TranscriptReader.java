package io.kvorum.e2e.transcript;

import io.kvorum.e2e.transcript.Step.CloseInput;
import io.kvorum.e2e.transcript.Step.End;
import io.kvorum.e2e.transcript.Step.Output;
import io.kvorum.e2e.transcript.Step.Run;
import io.kvorum.e2e.transcript.Step.Start;
import io.kvorum.e2e.transcript.Step.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a recorded transcript; its format is described beside the transcripts. */
public final class TranscriptReader {
    private static final Pattern START = Pattern.compile("\\$ \\[start (\\w+)] (.*)");
    private static final Pattern TYPE = Pattern.compile("\\$ \\[type into (\\w+)] ?(.*)");
    private static final Pattern END = Pattern.compile("\\$ \\[end (\\w+): (.*)]");
    private static final Pattern ENVIRONMENT = Pattern.compile("# (\\w+) runs with (.*)");
    private static final Pattern INPUT_CLOSED = Pattern.compile("# (\\w+): standard input is closed");

    private final List<String> lines;
    private final Map<String, Map<String, String>> environments = new HashMap<>();
    private int next;

    private TranscriptReader(List<String> lines) {
        this.lines = lines;
    }

    /** The steps of a transcript among the test resources. */
    public static List<Step> read(String name) {
        try (InputStream content = TranscriptReader.class.getResourceAsStream("/transcripts/" + name + ".txt")) {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            return new TranscriptReader(text.lines().toList()).steps();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<Step> steps() {
        for (String line : lines) {
            Matcher remark = ENVIRONMENT.matcher(line);
            if (remark.matches()) {
                environments.put(remark.group(1), variables(remark.group(2)));
            }
        }
        List<Step> steps = new ArrayList<>();
        while (next < lines.size()) {
            int line = next + 1;
            String text = lines.get(next++);
            if (text.startsWith("$ ")) {
                steps.add(command(line, text));
            } else {
                Matcher closed = INPUT_CLOSED.matcher(text);
                if (closed.matches()) {
                    steps.add(new CloseInput(line, closed.group(1)));
                }
            }
        }
        return steps;
    }

    private static Map<String, String> variables(String text) {
        Map<String, String> variables = new HashMap<>();
        for (String assignment : text.split(" ")) {
            int equals = assignment.indexOf('=');
            variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        return variables;
    }

    private Step command(int line, String text) {
        Matcher start = START.matcher(text);
        if (start.matches()) {
            return new Start(line, start.group(1), start.group(2), environments.getOrDefault(start.group(1), Map.of()));
        }
        Matcher type = TYPE.matcher(text);
        if (type.matches()) {
            return new Type(line, type.group(1), type.group(2));
        }
        String input = part("--- stdin");
        Output output = new Output(part("--- stdout"), part("--- stderr"), exit());
        Matcher end = END.matcher(text);
        return end.matches()
                ? new End(line, end.group(1), end.group(2).contains("SIGINT"), output)
                : new Run(line, text.substring(2), input, output);
    }

    private String part(String heading) {
        if (!lines.get(next).equals(heading)) {
            return "";
        }
        next++;
        StringBuilder content = new StringBuilder();
        while (!lines.get(next).startsWith("--- ")) {
            String line = lines.get(next++);
            if (line.equals("<no newline at end>")) {
                content.setLength(content.length() - 1);
            } else {
                content.append(line).append('\n');
            }
        }
        return content.toString();
    }

    private String exit() {
        String line = lines.get(next++);
        if (!line.startsWith("--- exit ")) {
            throw new IllegalStateException("line " + next + ": exit status expected: " + line);
        }
        return line.substring("--- exit ".length());
    }
}

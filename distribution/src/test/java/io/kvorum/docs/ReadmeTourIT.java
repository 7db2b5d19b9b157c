package io.kvorum.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.kvorum.docs.examples.Embedding;
import io.kvorum.server.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands do what it says. */
final class ReadmeTourIT {
    private static final String MARK = "-- end of output --";
    private static final Pattern VARYING = Pattern.compile("\\b[0-9a-f]{16}\\b|\"ID\":\"-?\\d+\"|remaining\\(\\d+s\\)");
    private static final Pattern LIMITED = Pattern.compile("timeout 2 (.*)\n");
    private static final Page README = Page.of("README.md");

    @TempDir
    Path directory;

    private ServerProcess server;

    private record Command(String text, String output) {}

    /** One member for all blocks, in the order of the page: what a block shows follows from those before it. */
    @TestFactory
    Stream<DynamicTest> theTourShowsWhatTheCommandsPrint() {
        server = ServerProcess.in(directory).start();
        return README.blocks("console").stream()
                .filter(block -> block.section().equals("Tour"))
                .map(block -> dynamicTest(block.heading(), () -> run(commands(block.code()))));
    }

    private void run(List<Command> commands) throws IOException, InterruptedException {
        for (String program : List.of("bash", "curl", "etcdctl", "timeout")) {
            if (commands.stream().anyMatch(command -> command.text().contains(program + " "))) {
                assumeTrue(isInstalled(program), "program " + program + " is not installed");
            }
        }
        StringBuilder script = new StringBuilder();
        for (Command command : commands) {
            script.append(withTimeToAnswer(command)).append("printf '\\n%s\\n' '" + MARK + "'\n");
        }
        String address = server.endpoint().replace("http://", "");
        ProcessBuilder shell =
                new ProcessBuilder("bash", "-c", script.toString().replace("localhost:2379", address));
        shell.environment().put("ETCDCTL_ENDPOINTS", address);
        shell.environment().put("ETCDCTL_API", "3");
        shell.environment().put("ETCDCTL_COMMAND_TIMEOUT", "60s");
        Process process = shell.redirectErrorStream(true).start();
        String[] outputs =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split(MARK + "\n");
        process.waitFor();
        for (int i = 0; i < commands.size(); i++) {
            assertThat(comparable(outputs[i]))
                    .as(commands.get(i).text())
                    .isEqualTo(comparable(commands.get(i).output()));
        }
    }

    /** What the page ends after two seconds may begin later than that here: it ends when all its lines have come. */
    private static String withTimeToAnswer(Command command) {
        Matcher limited = LIMITED.matcher(command.text());
        return limited.matches()
                ? ("coproc limited { exec timeout 90 %s; }; head -n %d <&${limited[0]};"
                                + " kill $limited_PID; wait $limited_PID 2>/dev/null\n")
                        .formatted(
                                limited.group(1),
                                command.output().strip().lines().count())
                : command.text();
    }

    private static String comparable(String output) {
        return VARYING.matcher(output.strip()).replaceAll("<varies>");
    }

    private static List<Command> commands(String code) {
        List<Command> commands = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        StringBuilder output = new StringBuilder();
        for (String line : code.split("\n")) {
            if (line.startsWith("$ ")) {
                add(commands, text, output);
                text.append(line.substring(2)).append('\n');
            } else if (line.startsWith(">")) {
                text.append(line.replaceFirst("^> ?", "")).append('\n');
            } else {
                output.append(line).append('\n');
            }
        }
        add(commands, text, output);
        return commands;
    }

    private static void add(List<Command> commands, StringBuilder text, StringBuilder output) {
        if (text.length() > 0) {
            commands.add(new Command(text.toString(), output.toString()));
            text.setLength(0);
            output.setLength(0);
        }
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void eachCommandThatStartsAMemberStartsOne() throws IOException {
        List<String[]> starts = README.blocks("sh").stream()
                .flatMap(block -> block.code().lines())
                .filter(line -> line.startsWith("./kvorum"))
                .map(line -> line.substring("./kvorum".length()).strip().split(" "))
                .toList();
        assertThat(starts).hasSizeGreaterThan(1);
        for (String[] flags : starts) {
            Path own = Files.createTempDirectory(directory, "member");
            try (ServerProcess member = ServerProcess.in(own, flags[0].isEmpty() ? new String[0] : flags)
                    .start()) {
                assertThat(member.endpoint()).startsWith("http://");
            }
        }
    }

    @Test
    void theEmbeddedServerAnswers() throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Embedding.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("\"revision\":\"2\"");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }
}

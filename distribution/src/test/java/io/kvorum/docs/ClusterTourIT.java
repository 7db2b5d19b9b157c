package io.kvorum.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.e2e.Await;
import io.kvorum.e2e.Http;
import io.kvorum.server.process.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's tour of a cluster does what it says, in the order of the page: blocks of bash start members, remarks kill
 * them and start them again, blocks of console are typed. Ports are free ones; ids and orders that follow from them vary.
 */
final class ClusterTourIT {
    private static final String SECTION = "\n## A cluster of three\n";
    private static final Pattern PART = Pattern.compile(
            "<!-- (kill|start) (n\\d) -->|^```(bash|console)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("(?<=127\\.0\\.0\\.1:)\\d+");
    private static final Pattern READS = Pattern.compile("^etcdctl \\S+ (get|member list|endpoint status)\\b");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final Map<String, ServerProcess> members = new LinkedHashMap<>();
    private final Map<String, List<String>> flags = new HashMap<>();
    private final Map<String, String> ports = new HashMap<>();
    private String variables = "";

    private record Command(String text, String output) {}

    @Test
    void s6_s60_theTourOfAClusterShowsWhatTheCommandsPrint() throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "etcdctl"))),
                "program etcdctl is not installed");
        String readme = Page.of("README.md").text();
        int start = readme.indexOf(SECTION);
        int end = readme.indexOf("\n## ", start + SECTION.length());
        Matcher part = PART.matcher(readme.substring(start, end));
        int typed = 0;
        while (part.find()) {
            if ("kill".equals(part.group(1))) {
                members.get(part.group(2)).kill();
            } else if ("start".equals(part.group(1))) {
                startAgain(part.group(2));
            } else if (part.group(3).equals("bash")) {
                start(here(part.group(4)));
            } else {
                awaitAll();
                for (Command command : commands(here(part.group(4)))) {
                    type(command);
                    typed++;
                }
            }
        }
        assertThat(typed).isGreaterThan(8);
    }

    private String here(String text) {
        return PORT.matcher(text)
                .replaceAll(port ->
                        ports.computeIfAbsent(port.group(), absent -> Integer.toString(ServerProcess.freePort())));
    }

    private void start(String command) throws IOException {
        List<String> words =
                new ArrayList<>(List.of(command.replace("\\\n", " ").strip().split("\\s+")));
        assertThat(words.remove(0)).isEqualTo("./kvorum");
        String name = words.get(0).replace("--name=", "");
        members.put(name, ServerProcess.in(Files.createDirectory(directory.resolve(name))));
        flags.put(name, words);
        startAgain(name);
    }

    private void startAgain(String name) {
        if (!members.get(name).isAlive()) {
            members.get(name).run(flags.get(name));
        }
    }

    /**
     * Waits as a person does without knowing: typing takes longer than the election after a leader's death. What a follower
     * passes on to a leader that has just died is lost until the client's time is over, in etcd too.
     */
    private void awaitAll() {
        members.values().stream().filter(ServerProcess::isAlive).forEach(member -> {
            member.awaitServing();
            Await.until(
                    PATIENCE,
                    () -> "a leader that " + member.endpoint() + " hears",
                    () -> Http.get(member.endpoint() + "/health").statusCode() == 200);
        });
    }

    private static List<Command> commands(String code) {
        return Pattern.compile("(?m)^\\$ ")
                .splitAsStream(code)
                .filter(text -> !text.isBlank())
                .map(text -> text.split("\n", 2))
                .map(lines -> new Command(lines[0], lines[1]))
                .toList();
    }

    /**
     * As a person does who is told to wait: changes of members are refused until all have been connected for some seconds,
     * the leader may have to be elected anew, and what is only read may be read again.
     */
    private void type(Command command) throws IOException {
        if (command.text().startsWith("all=")) {
            variables = command.text() + "\n";
            return;
        }
        String expected = comparable(command.output());
        String[] printed = {""};
        Await.holdsWithin(PATIENCE, () -> {
            printed[0] = run(variables + command.text());
            boolean again = printed[0].contains("Error: ")
                    || READS.matcher(command.text()).find();
            return !again || comparable(printed[0]).equals(expected);
        });
        assertThat(comparable(printed[0])).as(command.text()).isEqualTo(expected);
    }

    private static String run(String script) {
        try {
            ProcessBuilder shell = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
            shell.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
            shell.environment().put("ETCDCTL_API", "3");
            Process process = shell.start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new AssertionError("cannot run " + script, failure);
        }
    }

    private static String comparable(String output) {
        return output.strip()
                .lines()
                .filter(line -> !line.startsWith("{\"level\":\"warn\"")) // etcdctl tells of each attempt it repeats.
                .map(line -> line.replaceAll("\\b[0-9a-f]{12,16}\\b", "<id>").replaceAll(" +", " "))
                .map(line -> line.startsWith("ETCD_INITIAL_CLUSTER=")
                        ? Arrays.stream(line.replaceAll("ETCD_INITIAL_CLUSTER=|\"", "")
                                        .split(","))
                                .sorted()
                                .collect(Collectors.joining(","))
                        : line)
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    @AfterEach
    void stop() {
        members.values().forEach(ServerProcess::close);
    }
}

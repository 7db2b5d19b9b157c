package io.kvorum.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the scripts in {@code src/test/resources/io/kvorum/raft/core}: commands, each followed by what it gives. With
 * {@code -Dkvorum.scripts.rewrite=true} the files are rewritten with what the commands give now, to be reviewed as a diff.
 */
final class ScriptTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/io/kvorum/raft/core");

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<Path> sorted = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
            assertThat(sorted).isNotEmpty();
            return sorted.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void theClusterDoesWhatTheScriptSays(Path script) throws IOException {
        String expected = Files.readString(script);
        String actual = play(expected);
        if (Boolean.getBoolean("kvorum.scripts.rewrite")) {
            Files.writeString(script, actual);
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    /** The script with its commands and comments as they are, and the answers as they are given now. */
    private static String play(String script) {
        ScriptedCluster cluster = new ScriptedCluster();
        StringBuilder played = new StringBuilder();
        for (String line : script.lines().toList()) {
            if (line.startsWith("> ")) {
                played.append(line).append('\n');
                cluster.run(line.substring(2))
                        .lines()
                        .forEach(answer -> played.append("  ").append(answer).append('\n'));
            } else if (!line.startsWith("  ")) {
                played.append(line).append('\n');
            }
        }
        return played.toString();
    }
}

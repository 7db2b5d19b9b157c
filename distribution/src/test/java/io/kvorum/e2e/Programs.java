package io.kvorum.e2e;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Programs of the machine that some tests need. A test without its program is skipped with a reason, not passed. */
public final class Programs {
    private Programs() {}

    /** The program's path; the calling test is skipped if it is missing. */
    public static Path require(String name) {
        Optional<Path> found = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(
                found.isPresent(), "program " + name + " is not installed (Debian: etcd-client, etcd-server)");
        return found.orElseThrow();
    }
}

package io.kvorum.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds {@code src/it/custom-server} with a Maven of its own, as somebody else would: from the artifacts of this build,
 * in a repository that has nothing else of ours. Libraries come from the repository of the outer build, never from the
 * network.
 */
final class CustomServerIT {
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final long LIMIT_MINUTES = 15;
    private static final Path PROJECT = Path.of("src/it/custom-server");
    private static final Path MODULES = Path.of("..");

    @TempDir
    Path directory;

    private Path repository;

    /** What {@code mvn install} would do, into a repository of this test. */
    @BeforeEach
    void installModules() throws IOException {
        repository = directory.resolve("repository");
        install(MODULES.resolve("pom.xml"), "kvorum-parent", "pom");
        try (Stream<Path> modules = Files.list(MODULES)) {
            for (Path module : modules.sorted().toList()) {
                String artifact = "kvorum-" + module.getFileName();
                Path jar = module.resolve("target").resolve(artifact + "-" + VERSION + ".jar");
                if (Files.exists(jar)) {
                    install(module.resolve("pom.xml"), artifact, "pom");
                    install(jar, artifact, "jar");
                }
            }
        }
        assumeTrue(Files.exists(installed("kvorum-distribution", "jar")), "the server is not packaged");
    }

    private void install(Path file, String artifact, String extension) throws IOException {
        Path target = installed(artifact, extension);
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
    }

    private Path installed(String artifact, String extension) {
        return repository.resolve(
                "io/kvorum/" + artifact + "/" + VERSION + "/" + artifact + "-" + VERSION + "." + extension);
    }

    @Test
    void aSeparateProjectBuildsAServerWithAStorageOfItsOwn() throws Exception {
        String maven = System.getProperty("maven.home");
        assumeTrue(maven != null, "the tests do not run inside Maven");
        Path project = directory.resolve("custom-server");
        copy(PROJECT, project);
        Path settings = directory.resolve("settings.xml");
        Files.writeString(settings, """
                <settings>
                  <mirrors>
                    <mirror>
                      <id>outer-build</id>
                      <mirrorOf>*</mirrorOf>
                      <url>%s</url>
                    </mirror>
                  </mirrors>
                </settings>
                """.formatted(
                        Path.of(System.getProperty("maven.local.repository")).toUri()));
        Path log = directory.resolve("build.log");
        ProcessBuilder build = new ProcessBuilder(List.of(
                        Path.of(maven, "bin", "mvn").toString(),
                        "-B",
                        "-s",
                        settings.toString(),
                        "-Dmaven.repo.local=" + repository,
                        "test"))
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        build.environment().put("JAVA_HOME", System.getProperty("java.home"));
        build.environment().remove("MAVEN_ARGS");
        build.environment().remove("MAVEN_OPTS");
        Process process = build.start();
        try {
            assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
        assertNothingOf("mapdb");
        assertNothingOf("net/openhft");
    }

    /** Its build fetched no such library, so none can be on its class path. */
    private void assertNothingOf(String library) throws IOException {
        try (Stream<Path> files = Files.walk(repository)) {
            assertThat(files.map(file -> repository.relativize(file).toString())
                            .filter(file -> file.endsWith(".jar") && !file.startsWith("io/kvorum/"))
                            .filter(file -> file.contains(library)))
                    .isEmpty();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(file -> !file.startsWith(from.resolve("target"))).forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }
}

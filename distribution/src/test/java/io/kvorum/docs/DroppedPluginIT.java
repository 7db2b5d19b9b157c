package io.kvorum.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.docs.examples.WholeFilePlugin;
import io.kvorum.server.process.ServerProcess;
import io.kvorum.spi.KvorumPlugin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar in the folder {@code plugins} of the packaged server is found, and its part is chosen by name. */
final class DroppedPluginIT {
    private static final Path PACKAGED =
            Path.of("target", "kvorum-0.1.0-SNAPSHOT").toAbsolutePath();

    @TempDir
    Path directory;

    private Path home;

    /** The packaged server, unpacked for this test alone. */
    @BeforeEach
    void unpack() throws IOException {
        assumeTrue(Files.isDirectory(PACKAGED.resolve("lib")), "the server is not packaged");
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "unpacked-");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("plugins"));
        Files.copy(PACKAGED.resolve("bin/kvorum"), home.resolve("bin/kvorum"));
        assertThat(home.resolve("bin/kvorum").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(home.resolve("lib"), PACKAGED.resolve("lib"));
    }

    /** Not below the temporary directory, which would warn of the link. */
    @AfterEach
    void removeUnpacked() throws IOException {
        if (home != null) {
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void aJarInThePluginsFolderIsFoundAndChosenByName() throws Exception {
        writeJar(home.resolve("plugins/whole-file.jar"));
        try (ServerProcess server = ServerProcess.packagedIn(home, directory, "--storage=whole-file")) {
            server.start();
            post(server, "put", "{\"key\": \"Zm9v\", \"value\": \"YmFy\"}");
            server.kill();
            server.start();
            assertThat(post(server, "range", "{\"key\": \"Zm9v\"}")).contains("\"value\":\"YmFy\"");
            assertThat(server.stop()).isEqualTo(143);
        }
        assertThat(Files.readString(directory.resolve("default.etcd/kvorum.identity")))
                .contains("whole-file");
    }

    @Test
    void withoutTheJarTheNameIsRefusedAndTheKnownOnesAreListed() {
        try (ServerProcess server = ServerProcess.packagedIn(home, directory)) {
            assertThat(server.run(List.of("--storage=whole-file")).exitStatus()).isNotZero();
            assertThat(server.log())
                    .contains("there is no storage backend named \"whole-file\"")
                    .contains("mapdb, memory");
        }
    }

    private static void writeJar(Path jar) throws IOException {
        Path classes = Path.of("target/test-classes");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> examples = Files.list(classes.resolve("io/kvorum/docs/examples"))) {
            for (Path example : examples.sorted().toList()) {
                String name = example.getFileName().toString();
                if (name.matches("(WholeFile(Plugin|Storage)|RowMaps|RowFile).*\\.class")) {
                    out.putNextEntry(new JarEntry(classes.relativize(example).toString()));
                    Files.copy(example, out);
                }
            }
            out.putNextEntry(new JarEntry("META-INF/services/" + KvorumPlugin.class.getName()));
            out.write(WholeFilePlugin.class.getName().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String post(ServerProcess server, String call, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.endpoint() + "/v3/kv/" + call))
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}

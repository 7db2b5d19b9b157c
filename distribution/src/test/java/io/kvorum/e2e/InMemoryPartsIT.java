package io.kvorum.e2e;

import io.kvorum.server.process.EmbeddedServers;
import io.kvorum.server.process.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same scenarios with other parts, chosen by configuration alone: as processes, and inside this program. */
final class InMemoryPartsIT {
    /** A server that is a process, for all scenarios of one choice of parts. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class OwnProcess extends Scenarios {
        private final String[] flags;
        private ServerProcess server;
        private GrpcClient client;

        OwnProcess(String... flags) {
            this.flags = flags;
        }

        @BeforeAll
        void start(@TempDir Path directory) {
            server = ServerProcess.in(directory, flags).start();
            client = new GrpcClient(server.endpoint());
        }

        @AfterAll
        void stop() {
            client.close();
            server.close();
        }

        @Override
        GrpcClient client() {
            return client;
        }
    }

    @Nested
    final class ByDefault extends OwnProcess {}

    @Nested
    final class InMemory extends OwnProcess {
        InMemory() {
            super("--storage=memory", "--consensus=single");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class Embedded extends Scenarios {
        private final EmbeddedServers servers = new EmbeddedServers();
        private final GrpcClient client = new GrpcClient(servers.inMemory().clientEndpoint());

        @AfterAll
        void stop() {
            client.close();
            servers.close();
        }

        @Override
        GrpcClient client() {
            return client;
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class EmbeddedAndDurable extends Scenarios {
        private final EmbeddedServers servers = new EmbeddedServers();
        private GrpcClient client;

        @BeforeAll
        void start(@TempDir Path directory) {
            client = new GrpcClient(servers.durable(directory.resolve("data")).clientEndpoint());
        }

        @AfterAll
        void stop() {
            client.close();
            servers.close();
        }

        @Override
        GrpcClient client() {
            return client;
        }
    }
}

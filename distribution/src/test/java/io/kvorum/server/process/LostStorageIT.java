package io.kvorum.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.docs.examples.SingleFilePlugin;
import io.kvorum.docs.examples.WholeFilePlugin;
import io.kvorum.e2e.GrpcClient;
import io.kvorum.server.Kvorum;
import io.kvorum.spi.ComponentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C67: the storage is gone, the log is there. Nothing acknowledged may be missing silently. */
final class LostStorageIT {
    @TempDir
    Path directory;

    private Kvorum start(String snapshotCount) {
        return Kvorum.embedded()
                .plugin(new SingleFilePlugin())
                .plugin(new WholeFilePlugin())
                .dataDirectory(directory.resolve("data"))
                .setting("wal", "single-file")
                .setting("storage", "whole-file")
                .setting("snapshot-count", snapshotCount)
                .setting("snapshot-catchup-entries", "1")
                .port(0)
                .start();
    }

    private void put(int count, String snapshotCount) {
        try (Kvorum server = start(snapshotCount);
                GrpcClient client = new GrpcClient(server.clientEndpoint())) {
            for (int i = 0; i < count; i++) {
                client.put("key-" + i, "value");
            }
        }
    }

    private void loseStorage() throws IOException {
        try (Stream<Path> entries = Files.walk(directory.resolve("data/storage"))) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    @Test
    void c67_aLogThatHoldsEverythingBringsTheDataBack() throws IOException {
        put(20, "1000");
        loseStorage();
        try (Kvorum server = start("1000");
                GrpcClient client = new GrpcClient(server.clientEndpoint())) {
            assertThat(client.get("key-19").getCount()).isEqualTo(1);
            assertThat(client.get("key-0").getCount()).isEqualTo(1);
        }
    }

    @Test
    void c67_aLogThatWasReleasedBehindTheDataIsRefusedWithoutThem() throws IOException {
        put(60, "5");
        put(60, "5");
        loseStorage();
        assertThatThrownBy(() -> start("5").close())
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("the data reaches up to entry 0, but the log holds entries");
    }
}

package io.kvorum.server.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.server.directory.NodeIdentity.Stage;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    private static final NodeIdentity IDENTITY =
            new NodeIdentity(1, new MemberId(2), "raft", "chronicle", "mapdb", Stage.BEGUN);

    @TempDir
    Path parent;

    private DataDirectory open() {
        return DataDirectory.open(parent.resolve("data"), Optional.empty());
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void everyDirectoryIsForItsOwnerOnlyAndSoIsEveryFile() throws IOException {
        try (DataDirectory data = open()) {
            data.write(IDENTITY);
            assertThat(modeOf(data.root())).isEqualTo("rwx------");
            assertThat(modeOf(data.of("storage"))).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(data.root()).filter(Files::isRegularFile)) {
                assertThat(files.toList())
                        .hasSize(2)
                        .allSatisfy(file -> assertThat(modeOf(file)).isEqualTo("rw-------"));
            }
            assertThat(data.warnings()).isEmpty();
        }
    }

    @Test
    void aDirectoryThatOthersCanReadIsTakenWithAWarning() throws IOException {
        Path data = Files.createDirectory(parent.resolve("data"));
        // Not with the creation, where the process's mask would take rights away.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
        try (DataDirectory opened = open()) {
            assertThat(opened.warnings())
                    .containsExactly(
                            "data directory " + data + " has mode rwxr-x---; rwx------ (0700) keeps others out");
        }
    }

    @Test
    void aSecondOwnerIsRefusedWithTheProcessThatHoldsIt() {
        try (DataDirectory first = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(ComponentException.class)
                    .hasMessageContaining(first.root().toString())
                    .hasMessageContaining(
                            "is in use by process " + ProcessHandle.current().pid());
        }
        assertThatCode(() -> open().close()).doesNotThrowAnyException();
    }

    @Test
    void aRefusedDirectoryIsGivenBackAtOnce() throws IOException {
        Files.createDirectory(parent.resolve("data"));
        Files.writeString(parent.resolve("data/kvorum.identity"), "format=2\n");
        assertThatThrownBy(this::open).hasMessageContaining("damaged");
        Files.delete(parent.resolve("data/kvorum.identity"));
        assertThatCode(() -> open().close()).doesNotThrowAnyException();
    }

    @Test
    void aDirectoryOfEtcdGetsAHintAtSnapshots() throws IOException {
        Files.createDirectories(parent.resolve("data/member/wal"));
        assertThatThrownBy(this::open)
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("data directory of etcd")
                .hasMessageContaining("snapshot restore");
        assertThat(parent.resolve("data/kvorum.lock")).doesNotExist();
    }

    @Test
    void aDirectoryOfAnotherProgramIsLeftAlone() throws IOException {
        Files.createDirectory(parent.resolve("data"));
        Files.writeString(parent.resolve("data/letter.txt"), "dear reader");
        assertThatThrownBy(this::open)
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("was not made by Kvorum (it holds letter.txt)")
                .hasMessageContaining("--data-dir");
        try (Stream<Path> files = Files.list(parent.resolve("data"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void whatABrokenFirstStartLeftAndAFileSystemsOwnDirectoryAreNoObstacle() throws IOException {
        Files.createDirectories(parent.resolve("data/lost+found"));
        Files.writeString(parent.resolve("data/kvorum.identity.draft"), "form");
        try (DataDirectory data = open()) {
            data.write(IDENTITY);
        }
        try (DataDirectory data = open()) {
            assertThat(data.identity()).contains(IDENTITY);
        }
    }

    @Test
    void aStageIsKeptAndNoneIsGoneBackTo() {
        try (DataDirectory data = open()) {
            data.write(IDENTITY);
            data.reach(Stage.STARTED);
            data.reach(Stage.PROMISED);
        }
        try (DataDirectory data = open()) {
            assertThat(data.identity()).contains(IDENTITY.at(Stage.STARTED));
        }
    }

    @Test
    void c67_aLogDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(parent.resolve("data"), Optional.of(file)))
                .isInstanceOf(ComponentException.class)
                .hasMessageStartingWith("cannot write to WAL directory: ")
                .hasMessageContaining(file.toString());
    }

    @Test
    void c67_aPlaceThatCannotBeADirectoryIsNamedWithTheReason() throws IOException {
        Files.writeString(parent.resolve("data"), "");
        assertThatThrownBy(this::open)
                .isInstanceOf(ComponentException.class)
                .hasMessage(
                        "cannot access data directory " + parent.resolve("data") + ": there is a file of this name");
    }

    @Test
    void theLogMayBeElsewhere() {
        Path wal = parent.resolve("fast/wal");
        try (DataDirectory data = DataDirectory.open(parent.resolve("data"), Optional.of(wal))) {
            assertThat(data.of("wal")).isEqualTo(wal).isDirectory();
            assertThat(data.of("storage")).isEqualTo(data.root().resolve("storage"));
        }
    }
}

package io.kvorum.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.server.directory.NodeIdentity.Stage;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C62 at the first start: whatever a crash leaves, a member that may have voted never starts without its log. */
final class PromisedLogTest {
    private static final Bytes RECORD = Bytes.wrap(new byte[] {1});
    private static final NodeIdentity IDENTITY =
            new NodeIdentity(1, new MemberId(2), "raft", "fake", "fake", Stage.BEGUN);

    @TempDir
    Path parent;

    private final FakeLog log = new FakeLog();
    private DataDirectory directory;

    @BeforeEach
    void openDirectory() {
        directory = DataDirectory.open(parent.resolve("data"), Optional.empty());
        directory.write(IDENTITY);
    }

    @AfterEach
    void closeDirectory() {
        directory.close();
    }

    private WriteAheadLog open(Stage afterSync) {
        return PromisedLog.opener(log, directory, afterSync).open((lsn, type, payload) -> {});
    }

    /** What a start after a kill at this moment would read. */
    private Stage stageOnDisk() {
        directory.close();
        directory = DataDirectory.open(parent.resolve("data"), Optional.empty());
        return directory.identity().orElseThrow().stage();
    }

    @Test
    void c62_beforeTheFirstSyncNothingWasPromised() {
        WriteAheadLog opened = open(Stage.STARTED);
        opened.append((byte) 1, RECORD);
        assertThat(stageOnDisk()).isEqualTo(Stage.BEGUN);
    }

    @Test
    void c62_theStageIsOnDiskWhenTheFirstSyncReturnsAndNotBeforeTheRecordsAre() {
        WriteAheadLog opened = open(Stage.STARTED);
        opened.append((byte) 1, RECORD);
        log.whileSyncing(
                () -> assertThat(directory.identity().orElseThrow().stage()).isEqualTo(Stage.BEGUN));
        assertThat(opened.sync()).isEqualTo(1);
        assertThat(stageOnDisk()).isEqualTo(Stage.STARTED);
    }

    @Test
    void c62_aNewcomerHasPromisedWhenItsFirstSyncReturnsAndHasNotStartedYet() {
        WriteAheadLog opened = open(Stage.PROMISED);
        opened.append((byte) 1, RECORD);
        opened.sync();
        assertThat(stageOnDisk()).isEqualTo(Stage.PROMISED);
    }

    @Test
    void c62_recordsThatACutShortStartLeftCountAsPromisedAsSoonAsTheyAreHandedOut() {
        log.append((byte) 1, RECORD);
        open(Stage.STARTED);
        assertThat(stageOnDisk()).isEqualTo(Stage.PROMISED);
    }

    @Test
    void c62_aMemberThatMayHaveVotedDoesNotComeBackWithoutItsLog() {
        directory.reach(Stage.PROMISED);
        assertThatThrownBy(() -> open(Stage.STARTED))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("the write-ahead log is empty, but this member may have voted before");
        assertThat(log.closed()).isTrue();
    }

    @Test
    void c62_withItsLogItComesBack() {
        log.append((byte) 1, RECORD);
        directory.reach(Stage.PROMISED);
        assertThat(open(Stage.PROMISED).appendedLsn()).isEqualTo(1);
    }

    @Test
    void aSyncOfNothingPromisesNothing() {
        open(Stage.STARTED).sync();
        assertThat(stageOnDisk()).isEqualTo(Stage.BEGUN);
    }

    @Test
    void aLogThatForgetsPromisesNothing() {
        log.forgetful();
        WriteAheadLog opened = open(Stage.STARTED);
        opened.append((byte) 1, RECORD);
        opened.sync();
        assertThat(stageOnDisk()).isEqualTo(Stage.BEGUN);
    }

    @Test
    void aStageThatCannotBeWrittenIsAFailureOfTheLog() throws IOException {
        WriteAheadLog opened = open(Stage.STARTED);
        opened.append((byte) 1, RECORD);
        // A directory in place of the draft: it cannot be written, whoever runs the test.
        Files.createDirectories(parent.resolve("data/kvorum.identity.draft/in the way"));
        assertThatThrownBy(opened::sync)
                .isInstanceOf(WalFailedException.class)
                .hasMessageContaining("cannot write to data directory");
    }
}

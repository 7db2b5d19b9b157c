package io.kvorum.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.consensus.Bootstrap;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BirthTest {
    @TempDir
    Path parent;

    private DataDirectory directory;

    @BeforeEach
    void openDirectory() {
        directory = DataDirectory.open(parent.resolve("data"), Optional.empty());
    }

    @AfterEach
    void closeDirectory() {
        directory.close();
    }

    private Birth birth(String... flags) {
        return Birth.of(Settings.of(flags), directory);
    }

    private NodeIdentity bornAndStarted(String... flags) {
        NodeIdentity identity = birth(flags).identity();
        directory.write(identity.withStarted());
        return identity.withStarted();
    }

    @Test
    void c61_anEmptyDirectoryFoundsACluster() {
        Birth birth = birth("--name=n1");
        assertThat(birth.bootstrap()).isInstanceOf(Bootstrap.New.class);
        assertThat(birth.identity().started()).isFalse();
        assertThat(directory.identity()).contains(birth.identity());
    }

    @Test
    void c61_aFirstStartThatDidNotSucceedMayBeRepeatedWithOtherSettings() {
        Birth first = birth();
        Birth second = birth("--initial-cluster-token=other");
        assertThat(second.bootstrap()).isInstanceOf(Bootstrap.New.class);
        assertThat(second.identity().clusterId()).isNotEqualTo(first.identity().clusterId());
    }

    @Test
    void c60_aMemberWithDataKeepsItsIdsWhateverTheInitialSettingsSay() {
        NodeIdentity known = bornAndStarted();
        Birth again = birth(
                "--initial-cluster-token=other",
                "--initial-cluster-state=existing",
                "--initial-cluster=a=http://10.0.0.1:2380,b=http://10.0.0.2:2380");
        assertThat(again.identity()).isEqualTo(known);
        assertThat(again.bootstrap()).isInstanceOf(Bootstrap.Restart.class);
    }

    @Test
    void c70_forceNewClusterNeedsData() {
        assertThatThrownBy(() -> birth("--force-new-cluster"))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("--force-new-cluster needs the data of a member that ran before")
                .hasMessageContaining(directory.root().toString());
    }

    @Test
    void c70_forceNewClusterKeepsTheIds() {
        NodeIdentity known = bornAndStarted();
        Birth forced = birth("--force-new-cluster");
        assertThat(forced.identity()).isEqualTo(known);
        assertThat(forced.bootstrap()).isInstanceOf(Bootstrap.ForceNew.class);
    }

    @Test
    void dataAreNotReadByOtherPartsThanThoseThatWroteThem() {
        bornAndStarted("--storage=mapdb");
        assertThatThrownBy(() -> birth("--storage=memory"))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("were written with --storage=mapdb, and --storage=memory cannot read them");
    }
}

package io.kvorum.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.server.bootstrap.RunningCluster.KnownMember;
import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.server.directory.NodeIdentity.Stage;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BirthTest {
    private static final String OWN_URL = "http://10.0.0.2:2380";
    private static final MemberId NEWCOMER = new MemberId(77);

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
        return Birth.of(Settings.of(flags), directory, new FixedNames(), new FixedAnswers());
    }

    private NodeIdentity bornAndStarted(String... flags) {
        NodeIdentity identity = birth(flags).identity();
        directory.reach(Stage.STARTED);
        return identity.at(Stage.STARTED);
    }

    @Test
    void c61_anEmptyDirectoryFoundsACluster() {
        Birth birth = birth("--name=n1");
        assertThat(birth.bootstrap()).isInstanceOf(Bootstrap.New.class);
        assertThat(birth.identity().stage()).isEqualTo(Stage.BEGUN);
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

    @Test
    void aLogOfAnotherFirstStartIsNotTakenOver() throws IOException {
        birth();
        Files.createFile(directory.of("wal").resolve("segment"));
        assertThat(birth().bootstrap()).isInstanceOf(Bootstrap.New.class);
        assertThatThrownBy(() -> birth("--initial-cluster-token=other"))
                .hasMessageContaining("a start with other settings, which did not succeed, left a log in");
    }

    @Test
    void c62_aFirstStartThatMayHaveVotedIsRepeatedAsItWasOrNotAtAll() {
        NodeIdentity identity = birth().identity();
        directory.reach(Stage.PROMISED);
        Birth again = birth();
        assertThat(again.bootstrap()).isInstanceOf(Bootstrap.New.class);
        assertThat(again.identity()).isEqualTo(identity.at(Stage.PROMISED));
        assertThat(directory.identity()).contains(identity.at(Stage.PROMISED));
        assertThatThrownBy(() -> birth("--initial-cluster-token=other"))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("was cut short after it may have voted")
                .hasMessageContaining("start it with the settings that it had");
        assertThatThrownBy(() -> birth("--wal=memory", "--storage=memory"))
                .hasMessageContaining("were written with --wal=chronicle, and --wal=memory cannot read them");
        assertThatThrownBy(() -> birth("--force-new-cluster")).hasMessageContaining("needs the data of a member");
    }

    @Test
    void c64_aMemberThatJoinsTakesItsIdsFromTheCluster() {
        Birth birth = join(Clusters.added(NEWCOMER, OWN_URL));
        assertThat(birth.identity().memberId()).isEqualTo(NEWCOMER);
        assertThat(birth.identity().clusterId()).isEqualTo(Clusters.ID);
        assertThat(((Bootstrap.Join) birth.bootstrap()).known().voters()).containsExactly(new MemberId(1), NEWCOMER);
    }

    @Test
    void c64_aMemberThatMayHaveVotedJoinsAgainThoughTheOthersKnowIt() {
        join(Clusters.added(NEWCOMER, OWN_URL));
        KnownMember published = Clusters.started(NEWCOMER, "n2", OWN_URL);
        assertThatThrownBy(() -> join(published)).hasMessageContaining("has already been bootstrapped");
        directory.reach(Stage.PROMISED);
        Birth again = join(published);
        assertThat(again.bootstrap()).isInstanceOf(Bootstrap.Join.class);
        assertThat(again.identity().stage()).isEqualTo(Stage.PROMISED);
    }

    private Birth join(KnownMember self) {
        String other = "http://10.0.0.1:2380";
        FixedAnswers answers =
                new FixedAnswers().at(other, Clusters.of(Clusters.started(new MemberId(1), "n1", other), self));
        return Birth.of(
                Settings.of(
                        "--name=n2",
                        "--initial-cluster-state=existing",
                        "--initial-cluster=n1=" + other + ",n2=" + OWN_URL,
                        "--peer-transport=memory"),
                directory,
                new FixedNames(),
                answers);
    }
}

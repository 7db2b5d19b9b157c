package io.kvorum.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C64: a member joins no cluster whose version it cannot serve. */
final class VersionCheckTest {
    private static final String ONE = "http://10.0.0.1:2380";
    private static final String TWO = "http://10.0.0.2:2380";
    private static final String THREE = "http://10.0.0.3:2380";
    private static final MemberId OWN = new MemberId(3);
    private static final JoinedCluster JOINED = new JoinedCluster(
            Clusters.of(
                    Clusters.started(new MemberId(1), "n1", ONE),
                    Clusters.started(new MemberId(2), "n2", TWO),
                    Clusters.added(OWN, THREE)),
            OWN);

    private final FixedAnswers answers = new FixedAnswers();

    private void require() {
        new VersionCheck(answers, "3.7.1").require(JOINED);
    }

    private void assertAccepted() {
        assertThatCode(this::require).doesNotThrowAnyException();
    }

    private void assertRefused() {
        assertThatThrownBy(this::require)
                .isInstanceOf(ComponentException.class)
                .hasMessage("incompatible with current running cluster");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.7.0", "3.7.9", "3.6.0", "3.0.0"})
    void c64_aVersionUpToTheOwnIsAccepted(String version) {
        answers.version(ONE, version);
        assertAccepted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.0", "4.0.0", "2.3.0", "3.10.0"})
    void c64_aVersionAboveTheOwnOrBelowTheOldestIsRefused(String version) {
        answers.version(ONE, version);
        assertRefused();
    }

    @Test
    void c64_oneMemberThatDoesNotFitIsEnough() {
        answers.version(ONE, "3.7.0").version(TWO, "3.8.0");
        assertRefused();
    }

    @Test
    void c64_whoIsSilentOrKnowsNoVersionYetDoesNotCount() {
        answers.noVersion(ONE).version(TWO, "3.7.0");
        assertAccepted();
    }

    @Test
    void c64_aVersionThatCannotBeReadDoesNotCount() {
        answers.version(ONE, "not_decided").version(TWO, "3.7.0");
        assertAccepted();
        answers.version(TWO, "not_decided");
        assertRefused();
    }

    @Test
    void c64_aClusterWhoseVersionNobodyKnowsIsRefused() {
        assertRefused();
    }

    @Test
    void c64_theMemberItselfIsNotAsked() {
        answers.version(ONE, "3.7.0").version(THREE, "9.9.0");
        assertAccepted();
    }
}

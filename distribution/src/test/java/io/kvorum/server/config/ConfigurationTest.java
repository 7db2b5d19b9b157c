package io.kvorum.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.docs.examples.AtOncePlugin;
import io.kvorum.server.config.ConfigurationSources.Request;
import io.kvorum.server.config.Origin.Source;
import io.kvorum.server.plugin.Part;
import io.kvorum.server.plugin.PluginLoader;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.spi.KvorumPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationTest {
    private static final PluginRegistry PARTS =
            PluginRegistry.of(PluginLoader.load(ConfigurationTest.class.getClassLoader(), Optional.empty()));

    @TempDir
    Path directory;

    private static Configuration read(Map<String, String> environment, String... flags) {
        return ((Request.Start) new ConfigurationSources(flags, environment).read(folder -> PARTS)).configuration();
    }

    private static Configuration read(String... flags) {
        return read(Map.of(), flags);
    }

    private static Configuration read(PluginRegistry registry, String... flags) {
        return ((Request.Start) new ConfigurationSources(flags, Map.of()).read(folder -> registry)).configuration();
    }

    private static ConfigurationException refusal(Map<String, String> environment, String... flags) {
        return refusal(() -> read(environment, flags), flags);
    }

    private static ConfigurationException refusal(PluginRegistry registry, String... flags) {
        return refusal(() -> read(registry, flags), flags);
    }

    private static ConfigurationException refusal(Supplier<Configuration> reading, String... flags) {
        try {
            reading.get();
        } catch (ConfigurationException refused) {
            return refused;
        }
        throw new AssertionError("accepted: " + Arrays.toString(flags));
    }

    private String file(String... lines) throws IOException {
        return Files.write(directory.resolve("etcd.conf.yml"), Arrays.asList(lines))
                .toString();
    }

    @Test
    void s2_withoutAnythingTheDefaultsHold() {
        Configuration configuration = read();
        assertThat(configuration.dataDirectory()).isEqualTo("default.etcd");
        assertThat(configuration.initialCluster()).isEqualTo("default=http://localhost:2380");
        assertThat(configuration.parts().storage().name()).isEqualTo("mapdb");
    }

    @Test
    void c1_flagsTakeOneOrTwoDashesAndAnEqualsSignOrAWord() {
        assertThat(read("-name", "n1").get(MemberSettings.NAME)).isEqualTo("n1");
        assertThat(read("--name=n1").get(MemberSettings.NAME)).isEqualTo("n1");
        assertThat(read("--name", "n1").dataDirectory()).isEqualTo("n1.etcd");
        assertThat(read("--enable-grpc-gateway=false").get(MemberSettings.ENABLE_GRPC_GATEWAY))
                .isFalse();
        assertThat(read("-enable-grpc-gateway").get(MemberSettings.ENABLE_GRPC_GATEWAY))
                .isTrue();
    }

    @Test
    void c1_aWordAfterABooleanIsNotItsValue() {
        assertThat(refusal(Map.of(), "--enable-grpc-gateway", "false"))
                .hasMessage("\"false\" is not a valid flag")
                .extracting(ConfigurationException::exitCode)
                .isEqualTo(1);
    }

    @Test
    void c1_unknownFlagsAndBadValuesAreExitCode2AndAllReportedAtOnce() {
        ConfigurationException refused =
                refusal(Map.of(), "--naem", "n1", "--heartbeat-interval=soon", "--storage=nowhere", "--name");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.problems())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "flag provided but not defined: --naem; did you mean --name?",
                        "flag needs an argument: --name",
                        "invalid value \"soon\" for flag --heartbeat-interval: must be a whole number",
                        "there is no storage backend named \"nowhere\" (--storage); known are: mapdb, memory");
    }

    @Test
    void c2_variablesOfEtcdAreTakenAndThoseOfKvorumWin() {
        assertThat(read(Map.of("ETCD_NAME", "e")).get(MemberSettings.NAME)).isEqualTo("e");
        assertThat(read(Map.of("ETCD_NAME", "e", "KVORUM_NAME", "k")).get(MemberSettings.NAME))
                .isEqualTo("k");
        assertThat(read(Map.of("ETCD_NAME", "")).get(MemberSettings.NAME)).isEqualTo("default");
    }

    @Test
    void c2_unknownVariablesOnlyWarn() {
        assertThat(read(Map.of("ETCD_VERSION", "3.4", "ETCD_NAEM", "x", "KVORUM_PORT", "tcp://1.2.3.4"))
                        .warnings())
                .hasSize(3)
                .anyMatch(warning -> warning.contains("ETCD_NAEM; did you mean --name?"));
    }

    @Test
    void c3_aBadValueInAVariableIsExitCode1() {
        ConfigurationException refused = refusal(Map.of("ETCD_MAX_TXN_OPS", "many"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused).hasMessage("invalid value \"many\" for ETCD_MAX_TXN_OPS: must be a whole number");
    }

    @Test
    void c4_aFileIsReadAndVariablesAndFlagsWinOverIt() throws Exception {
        String file = file("name: from-file", "heartbeat-interval: 200", "max-txn-ops: 7", "surprise: 1");
        Configuration configuration =
                read(Map.of("ETCD_MAX_TXN_OPS", "8"), "--config-file=" + file, "--heartbeat-interval=150");
        assertThat(configuration.get(MemberSettings.NAME)).isEqualTo("from-file");
        assertThat(configuration.get(MemberSettings.HEARTBEAT_INTERVAL)).isEqualTo(150);
        assertThat(configuration.get(MemberSettings.MAX_TXN_OPS)).isEqualTo(8);
        assertThat(configuration.warnings()).anyMatch(warning -> warning.contains("surprise"));
        assertThat(configuration.effective())
                .filteredOn(setting -> setting.name().equals("heartbeat-interval"))
                .extracting(setting -> setting.origin().source())
                .containsExactly(Source.FLAG);
        assertThat(read(Map.of("ETCD_CONFIG_FILE", file)).get(MemberSettings.NAME))
                .isEqualTo("from-file");
    }

    @Test
    void c4_aFileMayBeJson() throws Exception {
        assertThat(read("--config-file", file("{\"name\": \"n1\", \"log-outputs\": [\"stderr\"]}"))
                        .get(LogSettings.LOG_OUTPUTS))
                .isEqualTo("stderr");
    }

    @Test
    void c5_durationsInAFileAreNanoseconds() throws Exception {
        assertThat(read("--config-file", file("watch-progress-notify-interval: 5000000000"))
                        .get(TuningSettings.WATCH_PROGRESS_NOTIFY_INTERVAL))
                .hasSeconds(5);
        assertThat(refusal(Map.of(), "--config-file", file("watch-progress-notify-interval: 10m")))
                .hasMessageContaining("must be a whole number of nanoseconds");
    }

    @Test
    void c5_blocksOfTheFileAreKnown() throws Exception {
        assertThat(refusal(Map.of(), "--config-file", file("client-transport-security:", "  cert-file: a.pem")))
                .hasMessageContaining("--cert-file=a.pem asks for something that is not there yet: TLS comes");
    }

    @Test
    void c5_theDiscoveryServiceHasABlockInTheFile() throws Exception {
        Configuration configuration = read(
                "--config-file",
                file(
                        "discovery-config:",
                        "  token: t",
                        "  client:",
                        "    endpoints: [http://10.0.0.9:2379, http://10.0.0.8:2379]"));
        assertThat(configuration.get(ClusterSettings.DISCOVERY_TOKEN)).isEqualTo("t");
        assertThat(configuration.get(ClusterSettings.DISCOVERY_ENDPOINTS))
                .isEqualTo("http://10.0.0.9:2379,http://10.0.0.8:2379");
    }

    @Test
    void c6_versionAndHelpWinOverMistakes() {
        assertThat(new ConfigurationSources(new String[] {"--bogus", "-version"}, Map.of()).read(folder -> PARTS))
                .isInstanceOf(Request.Version.class);
        assertThat(new ConfigurationSources(new String[] {"-h"}, Map.of()).read(folder -> PARTS))
                .isInstanceOf(Request.Help.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1|URL address does not have the form \"host:port\": http://127.0.0.1",
                "http://127.0.0.1:1/x|URL must not contain a path: http://127.0.0.1:1/x",
                "ftp://127.0.0.1:1|URL scheme must be http, https, unix, or unixs: ftp://127.0.0.1:1"
            })
    void c7_badUrls(String url, String cause) throws Exception {
        ConfigurationException byFlag = refusal(Map.of(), "--listen-peer-urls=" + url);
        assertThat(byFlag.exitCode()).isEqualTo(2);
        assertThat(byFlag).hasMessageContaining(cause);
        ConfigurationException byFile = refusal(Map.of(), "--config-file", file("listen-peer-urls: " + url));
        assertThat(byFile.exitCode()).isEqualTo(1);
        assertThat(byFile).hasMessage("unexpected error setting up listen-peer-urls: " + cause);
    }

    @Test
    void c7_listsAreSortedAndEachUrlOnce() {
        assertThat(read("--listen-peer-urls=http://127.0.0.1:2,http://127.0.0.1:1,http://127.0.0.1:2")
                        .get(MemberSettings.LISTEN_PEER_URLS)
                        .urls())
                .containsExactly("http://127.0.0.1:1", "http://127.0.0.1:2");
    }

    @Test
    void c8_oldFlagsAreIgnored() {
        assertThat(read("--force", "--v=1", "--retry-interval=5").warnings()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "C40|--initial-cluster=default=http://localhost:2380 --discovery-srv=example.com|multiple discovery or bootstrap flags are set. Choose one of \"initial-cluster\", \"discovery-endpoints\" or \"discovery-srv\"",
                "C41|--discovery-token=t|both --discovery-token and --discovery-endpoints must be set",
                "C42|--listen-client-urls=http://0.0.0.0:2379|--advertise-client-urls is required when --listen-client-urls is set explicitly",
                "C43|--listen-peer-urls=http://example.com:2380|expected IP in URL for binding (http://example.com:2380)",
                "C43|--listen-peer-urls=http://:2380|expected IP in URL for binding (http://:2380)",
                "C43|--listen-peer-urls=http://10.0.0.256:2380|expected IP in URL for binding (http://10.0.0.256:2380)",
                "C44|--initial-advertise-peer-urls=http://:2380|--initial-advertise-peer-urls \"http://:2380\" must be \"host:port\" (unexpected empty host (http://:2380))",
                "C45|--heartbeat-interval=0|--heartbeat-interval must be >0 (set to 0ms)",
                "C45|--election-timeout=0|--election-timeout must be >0 (set to 0ms)",
                "C46|--heartbeat-interval=500|--election-timeout[1000ms] should be at least as 5 times as --heartbeat-interval[500ms]",
                "C47|--election-timeout=60000|--election-timeout[60000ms] is too long, and should be set less than 50000ms",
                "C49|--auto-compaction-mode=often|unknown auto-compaction-mode \"often\"",
                "C49|--auto-compaction-mode=|undefined auto-compaction-mode",
                "C50|--auto-compaction-retention=soon|error parsing CompactionRetention: \"soon\" must be a duration such as 500ms, 10s or 1h30m",
                "C52|--compact-hash-check-time=0s|--compact-hash-check-time must be >0 (set to 0s)",
                "C53|--discovery-fallback=proxy|v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"",
                "C20|--listen-client-urls=https://127.0.0.1:1 --advertise-client-urls=https://a:1|TLS key/cert (--cert-file, --key-file) must be provided for client url https://127.0.0.1:1 with HTTPS scheme"
            })
    void refusedSettings(String rule, String flags, String message) {
        ConfigurationException refused = refusal(Map.of(), flags.split(" "));
        assertThat(refused.exitCode()).as(rule).isEqualTo(1);
        assertThat(refused.problems()).as(rule).extracting(Problem::message).contains(message);
    }

    @Test
    void c48_theStateOfTheClusterIsNewOrExisting() throws Exception {
        assertThat(refusal(Map.of(), "--initial-cluster-state=old").exitCode()).isEqualTo(2);
        assertThat(refusal(Map.of(), "--config-file", file("initial-cluster-state: old")))
                .hasMessageContaining("unexpected clusterState \"old\"")
                .extracting(ConfigurationException::exitCode)
                .isEqualTo(1);
    }

    @Test
    void c51_oneUrlCannotBeInBothLists() {
        assertThat(refusal(
                        Map.of(),
                        "--listen-client-http-urls=http://127.0.0.1:1",
                        "--listen-client-urls=http://127.0.0.1:1",
                        "--advertise-client-urls=http://127.0.0.1:1"))
                .hasMessageContaining("cannot bind both --listen-client-urls and --listen-client-http-urls on the same"
                        + " url http://127.0.0.1:1");
    }

    @Test
    void aLogIsNotChosenForAnAlgorithmThatKeepsNone() {
        PluginRegistry registry = withLoglessConsensus();
        assertThat(read(registry, "--consensus=at-once").parts().wal()).isEmpty();
        assertThat(refusal(registry, "--consensus=at-once", "--wal=memory", "--wal-dir=/fast", "--peer-transport=grpc")
                        .problems())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "--wal=memory (flag --wal) is of no use: the consensus algorithm \"at-once\" keeps no log; leave"
                                + " the setting out, or choose another algorithm with --consensus",
                        "--wal-dir=/fast (flag --wal-dir) is of no use: the consensus algorithm \"at-once\" keeps no log;"
                                + " leave the setting out, or choose another algorithm with --consensus",
                        "--peer-transport=grpc (flag --peer-transport) is of no use: the consensus algorithm \"at-once\""
                                + " knows no other members; leave the setting out, or choose another algorithm with"
                                + " --consensus");
        assertThat(refusal(registry, "--consensus=at-once", "--wal-chronicle-segment-bytes=16m"))
                .hasMessage("--wal-chronicle-segment-bytes (flag --wal-chronicle-segment-bytes) belongs to the"
                        + " write-ahead log \"chronicle\", but the chosen --consensus has no use for any; leave the"
                        + " setting out");
    }

    private static PluginRegistry withLoglessConsensus() {
        List<KvorumPlugin> plugins =
                new ArrayList<>(PluginLoader.load(ConfigurationTest.class.getClassLoader(), Optional.empty()));
        plugins.add(new AtOncePlugin());
        return PluginRegistry.of(plugins);
    }

    @Test
    void aRequestThatFitsIntoNoMessageIsToldTogetherWithAllOtherMistakes() {
        assertThat(read("--peer-transport-grpc-message-bytes-max=2m")).isNotNull();
        assertThat(refusal(
                                Map.of(),
                                "--peer-transport-grpc-message-bytes-max=2m",
                                "--max-request-bytes=3000000",
                                "--discovery-token=t")
                        .problems())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "--peer-transport-grpc-message-bytes-max=2097152 is too small for requests of"
                                + " --max-request-bytes=3000000: set it to at least "
                                + RequestSizes.recordBytes(3_000_000) + ", or allow smaller requests only",
                        "both --discovery-token and --discovery-endpoints must be set");
        assertThat(RequestSizes.recordBytes(3_000_000)).isBetween(3_000_000L, 3_010_000L);
    }

    @Test
    void settingsOfPartsGoUnderTheirPrefixAndOnlyForChosenParts() {
        assertThat(read("--wal-chronicle-segment-bytes=16m").effective())
                .anyMatch(setting -> setting.name().equals("wal-chronicle-segment-bytes"));
        assertThat(refusal(Map.of(), "--wal=memory", "--wal-chronicle-segment-bytes=16m"))
                .hasMessage("--wal-chronicle-segment-bytes (flag --wal-chronicle-segment-bytes) belongs to the"
                        + " write-ahead log \"chronicle\", which is not chosen by --wal");
        assertThat(refusal(Map.of(), "--wal-chronicle-segment-bites=1"))
                .hasMessageContaining("did you mean --wal-chronicle-segment-bytes?");
    }

    /** Release 3.7 knows the names of earlier releases no more; whoever still uses one is told what became of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "corrupt-check-time",
                "compact-hash-check-time",
                "compaction-batch-limit",
                "compaction-sleep-interval",
                "watch-progress-notify-interval",
                "warning-apply-duration",
                "warning-unary-request-duration",
                "bootstrap-defrag-threshold-megabytes",
                "max-learners",
                "downgrade-check-time",
                "snapshot-catchup-entries",
                "memory-mlock",
                "peer-skip-client-san-verification",
                "enable-distributed-tracing",
                "distributed-tracing-address",
                "distributed-tracing-service-name",
                "distributed-tracing-instance-id",
                "distributed-tracing-sampling-rate"
            })
    void theFormerNameOfASettingIsRefusedWithTheNewOne(String name) {
        ConfigurationException refused = refusal(Map.of(), "--experimental-" + name + "=1");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused)
                .hasMessage(
                        "flag provided but not defined: --experimental-" + name + "; it is called --" + name + " now");
        String variable = "ETCD_EXPERIMENTAL_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        assertThat(read(Map.of(variable, "1")).warnings())
                .containsExactly("unrecognized environment variable " + variable + "; it is called --" + name + " now");
    }

    @Test
    void theEntriesKeptForSlowFollowersReachConsensusAndZeroIsTheDefault() {
        for (String value : List.of("7", "0")) {
            Configuration configuration = read("--snapshot-catchup-entries=" + value);
            Part raft = configuration.parts().consensus();
            assertThat(raft.factory().configKeys())
                    .filteredOn(key -> key.name().equals("snapshot-catchup-entries"))
                    .singleElement()
                    .satisfies(key -> assertThat(configuration.of(raft).get(key))
                            .isEqualTo(value.equals("0") ? 5_000L : Long.parseLong(value)));
        }
    }

    @Test
    void renamedSettingsTellTheirNewName() {
        assertThat(refusal(Map.of(), "--experimental-max-learners=2"))
                .hasMessageContaining("it is called --max-learners");
        assertThat(refusal(Map.of(), "--experimental-initial-corrupt-check=true"))
                .hasMessageContaining("--feature-gates=InitialCorruptCheck=true");
    }

    @Test
    void settingsOfLaterReleasesAreRefusedOnlyIfTheyAskForSomething() {
        assertThat(read("--auto-tls=false", "--auto-compaction-retention=0", "--corrupt-check-time=0s"))
                .isNotNull();
        assertThat(refusal(Map.of(), "--auto-tls"))
                .hasMessage(
                        "--auto-tls=true asks for something that is not there yet: TLS comes with a later release of"
                                + " Kvorum (set by flag --auto-tls)");
    }

    @Test
    void featureGatesAreKnownByName() {
        assertThat(read("--feature-gates=InitialCorruptCheck=true,AllBeta=false"))
                .isNotNull();
        assertThat(refusal(Map.of(), "--feature-gates=Magic=true"))
                .hasMessageContaining("unrecognized feature gate: Magic");
        assertThatThrownBy(() -> FeatureGates.check("LeaseCheckpoint"))
                .hasMessage("missing bool value for LeaseCheckpoint");
        assertThatThrownBy(() -> FeatureGates.check("LeaseCheckpointPersist=true"))
                .hasMessageContaining("requires enabling feature gate LeaseCheckpoint");
    }

    @Test
    void secretsAreNeverPrinted() {
        assertThat(refusal(Map.of(), "--discovery-password=hunter2").getMessage())
                .doesNotContain("hunter2");
    }
}

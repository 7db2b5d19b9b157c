package io.kvorum.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.config.ConfigKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Etcd's flags that concern a cluster, with their defaults (sections 2.1, 2.2, 2.6 and 2.7 of the contract). */
final class FlagTableTest {
    private static final SettingTable TABLE = SettingTable.create();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name|default|name",
                "data-dir|''|data-dir",
                "wal-dir|''|wal-dir",
                "snapshot-count|10000|snapshot-count",
                "snapshot-catchup-entries|5000|snapshot-catchup-entries",
                "heartbeat-interval|100|heartbeat-interval",
                "election-timeout|1000|election-timeout",
                "initial-election-tick-advance|true|initial-election-tick-advance",
                "pre-vote|true|pre-vote",
                "listen-peer-urls|http://localhost:2380|listen-peer-urls",
                "listen-client-urls|http://localhost:2379|listen-client-urls",
                "max-request-bytes|1572864|max-request-bytes",
                "raft-read-timeout|5s|",
                "raft-write-timeout|5s|",
                "initial-advertise-peer-urls|http://localhost:2380|initial-advertise-peer-urls",
                "advertise-client-urls|http://localhost:2379|advertise-client-urls",
                "initial-cluster|''|initial-cluster",
                "initial-cluster-state|new|initial-cluster-state",
                "initial-cluster-token|etcd-cluster|initial-cluster-token",
                "discovery-srv|''|discovery-srv",
                "discovery-srv-name|''|discovery-srv-name",
                "discovery-token|''|discovery-config.token",
                "discovery-endpoints|''|discovery-config.client.endpoints",
                "discovery-dial-timeout|2s|discovery-dial-timeout",
                "discovery-request-timeout|5s|discovery-request-timeout",
                "discovery-keepalive-time|2s|discovery-keepalive-time",
                "discovery-keepalive-timeout|6s|discovery-keepalive-timeout",
                "discovery-insecure-transport|true|discovery-insecure-transport",
                "discovery-insecure-skip-tls-verify|false|discovery-insecure-skip-tls-verify",
                "discovery-cert|''|discovery-cert",
                "discovery-key|''|discovery-key",
                "discovery-cacert|''|discovery-cacert",
                "discovery-user|''|discovery-user",
                "discovery-password|******|discovery-password",
                "discovery-fallback|exit|discovery-fallback",
                "strict-reconfig-check|true|strict-reconfig-check",
                "max-learners|1|max-learners",
                "downgrade-check-time|5s|downgrade-check-time",
                "corrupt-check-time|0s|corrupt-check-time",
                "force-new-cluster|false|force-new-cluster",
                "unsafe-no-fsync|false|unsafe-no-fsync"
            })
    void theFlagIsKnownWithEtcdsDefaultAndItsKeyInTheFile(String flag, String defaultValue, String fileKey) {
        Setting setting = TABLE.find(flag).orElseThrow();
        assertThat(text(setting.key())).isEqualTo(defaultValue);
        assertThat(setting.fileKey().orElse(null)).isEqualTo(fileKey);
    }

    private static <T> String text(ConfigKey<T> key) {
        return key.defaultValue().map(key::format).orElseThrow();
    }
}

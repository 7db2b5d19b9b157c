package io.kvorum.server.config;

import io.kvorum.spi.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What settings must be to each other: rules C40 to C53, with etcd's messages. */
final class ConfigurationRules {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern ADDRESS = Pattern.compile(BYTE + "(\\." + BYTE + "){3}|\\[[0-9a-fA-F:.%]+]");
    private static final long ELECTION_TIMEOUT_MAX = 50_000;

    private final Config values;
    private final Set<String> given;
    private final Findings findings;

    ConfigurationRules(Config values, Set<String> given, Findings findings) {
        this.values = values;
        this.given = given;
        this.findings = findings;
    }

    void check() {
        checkWaysToBegin();
        checkListeners();
        checkAdvertised();
        checkTiming();
        checkCompaction();
        if (values.get(ClusterSettings.DISCOVERY_FALLBACK).equals("proxy")) {
            findings.refuse("v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"");
        }
    }

    private void checkWaysToBegin() {
        boolean discovery = given.contains(ClusterSettings.DISCOVERY_ENDPOINTS.name());
        boolean token = given.contains(ClusterSettings.DISCOVERY_TOKEN.name());
        int ways = (given.contains(ClusterSettings.INITIAL_CLUSTER.name()) ? 1 : 0)
                + (discovery ? 1 : 0)
                + (given.contains(ClusterSettings.DISCOVERY_SRV.name()) ? 1 : 0);
        if (ways > 1) {
            findings.refuse("multiple discovery or bootstrap flags are set. Choose one of \"initial-cluster\","
                    + " \"discovery-endpoints\" or \"discovery-srv\"");
        }
        if (discovery != token) {
            findings.refuse("both --discovery-token and --discovery-endpoints must be set");
        }
    }

    private void checkListeners() {
        if (given.contains(MemberSettings.LISTEN_CLIENT_URLS.name())
                && !given.contains(ClusterSettings.ADVERTISE_CLIENT_URLS.name())) {
            findings.refuse("--advertise-client-urls is required when --listen-client-urls is set explicitly");
        }
        requireAddresses(values.get(MemberSettings.LISTEN_PEER_URLS));
        requireAddresses(values.get(MemberSettings.LISTEN_CLIENT_URLS));
        requireAddresses(values.get(MemberSettings.LISTEN_CLIENT_HTTP_URLS));
        requireAddresses(values.get(MemberSettings.LISTEN_METRICS_URLS));
        List<String> httpOnly =
                values.get(MemberSettings.LISTEN_CLIENT_HTTP_URLS).urls();
        for (String url : values.get(MemberSettings.LISTEN_CLIENT_URLS).urls()) {
            if (httpOnly.contains(url)) {
                findings.refuse(
                        "cannot bind both --listen-client-urls and --listen-client-http-urls on the same url " + url);
            }
            if (url.startsWith("https:") || url.startsWith("unixs:")) {
                findings.refuse("TLS key/cert (--cert-file, --key-file) must be provided for client url " + url
                        + " with HTTPS scheme");
            }
        }
    }

    private void requireAddresses(UrlList list) {
        for (String url : list.urls()) {
            if (UrlList.isUnix(url)) {
                findings.refuse("cannot listen on " + url + ": sockets of the file system come with a later release"
                        + " of Kvorum");
                continue;
            }
            String host = UrlList.host(url);
            if (!host.equals("localhost") && !ADDRESS.matcher(host).matches()) {
                findings.refuse("expected IP in URL for binding (" + url + ")");
            }
        }
    }

    private void checkAdvertised() {
        UrlList peers = values.get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS);
        for (String url : peers.urls()) {
            if (!UrlList.isUnix(url) && UrlList.host(url).isEmpty()) {
                findings.refuse("--initial-advertise-peer-urls \"" + peers
                        + "\" must be \"host:port\" (unexpected empty host (" + url + "))");
            }
        }
        UrlList clients = values.get(ClusterSettings.ADVERTISE_CLIENT_URLS);
        for (String url : clients.urls()) {
            if (!UrlList.isUnix(url) && UrlList.host(url).isEmpty()) {
                findings.refuse("--advertise-client-urls \"" + clients
                        + "\" must be \"host:port\", \"unix://$path\" or \"unixs://$path\" (unexpected empty host ("
                        + url + "))");
            }
        }
    }

    private void checkTiming() {
        long heartbeat = values.get(MemberSettings.HEARTBEAT_INTERVAL);
        long election = values.get(MemberSettings.ELECTION_TIMEOUT);
        if (heartbeat == 0) {
            findings.refuse("--heartbeat-interval must be >0 (set to 0ms)");
        }
        if (election == 0) {
            findings.refuse("--election-timeout must be >0 (set to 0ms)");
        }
        if (heartbeat == 0 || election == 0) {
            return;
        }
        if (election / 5 < heartbeat) {
            findings.refuse("--election-timeout[" + election
                    + "ms] should be at least as 5 times as --heartbeat-interval[" + heartbeat + "ms]");
        }
        if (election > ELECTION_TIMEOUT_MAX) {
            findings.refuse("--election-timeout[" + election + "ms] is too long, and should be set less than "
                    + ELECTION_TIMEOUT_MAX + "ms");
        }
        Duration hashCheck = values.get(TuningSettings.COMPACT_HASH_CHECK_TIME);
        if (hashCheck.isZero() || hashCheck.isNegative()) {
            findings.refuse("--compact-hash-check-time must be >0 (set to "
                    + TuningSettings.COMPACT_HASH_CHECK_TIME.format(hashCheck) + ")");
        }
    }

    private void checkCompaction() {
        String mode = values.get(ClusterSettings.AUTO_COMPACTION_MODE);
        String retention = values.get(ClusterSettings.AUTO_COMPACTION_RETENTION);
        switch (mode) {
            case "periodic" -> AutoCompaction.periodicProblem(retention).ifPresent(findings::refuse);
            case "revision" -> AutoCompaction.revisionProblem(retention).ifPresent(findings::refuse);
            case "" -> findings.refuse("undefined auto-compaction-mode");
            default -> findings.refuse("unknown auto-compaction-mode \"" + mode + "\"");
        }
    }
}

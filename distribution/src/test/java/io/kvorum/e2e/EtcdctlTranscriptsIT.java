package io.kvorum.e2e;

import io.kvorum.e2e.transcript.Step;
import io.kvorum.e2e.transcript.Step.Output;
import io.kvorum.e2e.transcript.Step.Run;
import io.kvorum.e2e.transcript.TranscriptReader;
import io.kvorum.e2e.transcript.TranscriptRunner;
import io.kvorum.server.process.EmbeddedServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users of etcdctl 3.4.23 saw with etcd 3.4.23, seen with this server. The founding settings are those of the
 * recording, so that even the ids in protobuf output are the same. Each transcript has its own server, since revisions
 * count from the start.
 */
final class EtcdctlTranscriptsIT {
    private static final int SHORT_LIFE_SECONDS = 8;

    @TempDir
    Path directory;

    @BeforeEach
    void needEtcdctl() {
        Programs.require("etcdctl");
    }

    @Test
    void putGetDelete() throws Exception {
        replay("01-kv", step -> true, UnaryOperator.identity());
    }

    @Test
    void transactions() throws Exception {
        replay("02-txn", step -> true, UnaryOperator.identity());
    }

    @Test
    void watch() throws Exception {
        // The last one watches while the server is stopped for good.
        replay("03-watch", step -> !concerns(step, "w18"), UnaryOperator.identity());
    }

    @Test
    void watchProgressFlagIsOfALaterClient() throws Exception {
        replay("03b-watch-progress", step -> true, UnaryOperator.identity());
    }

    @Test
    void leases() throws Exception {
        // A lease of two seconds may be gone before the second command; what was recorded holds for a longer one, too.
        replay(
                steps("04-lease", step -> true).stream()
                        .map(EtcdctlTranscriptsIT::withLongerLife)
                        .toList(),
                EtcdctlTranscriptsIT::timesAndOrderAside);
    }

    @Test
    void compaction() throws Exception {
        // Recorded with three members and other commands in between: the put at the start, and compaction to quorum
        // loss.
        replay(
                "09-endpoint",
                step -> step.line() < 9 || step.line() >= 405 && step.line() < 482,
                UnaryOperator.identity());
    }

    @Test
    void globalFlagsAndEnvironment() throws Exception {
        // What asks the server something: endpoints, output formats, time limits and size limit. Left out are texts of
        // the client itself, commands to a port nobody listens on, and member lists.
        replay(
                "14-global",
                step -> step.line() >= 414 && step.line() < 454
                        || step.line() >= 524 && step.line() < 538
                        || step.line() >= 544 && step.line() < 558
                        || step.line() >= 584,
                UnaryOperator.identity());
    }

    @Test
    void checkRefusesPrefixesInUse() throws Exception {
        // The rest of this transcript measures for minutes: CheckPerfIT.
        replay("15-check", step -> step.line() < 57, UnaryOperator.identity());
    }

    private static Step withLongerLife(Step step) {
        if (step instanceof Run run && run.command().equals("etcdctl lease grant 2")) {
            Output output = run.output();
            return new Run(
                    run.line(),
                    "etcdctl lease grant " + SHORT_LIFE_SECONDS,
                    run.input(),
                    new Output(
                            output.standardOutput().replace("TTL(2s)", "TTL(" + SHORT_LIFE_SECONDS + "s)"),
                            output.standardError(),
                            output.exit()));
        }
        return step;
    }

    private static List<Step> steps(String transcript, Predicate<Step> selection) {
        return TranscriptReader.read(transcript).stream().filter(selection).toList();
    }

    private void replay(String transcript, Predicate<Step> selection, UnaryOperator<String> leniency) throws Exception {
        replay(steps(transcript, selection), leniency);
    }

    private void replay(List<Step> steps, UnaryOperator<String> leniency) throws Exception {
        String peerUrl = "http://127.0.0.1:13380";
        Path commands = Files.createDirectory(directory.resolve("commands"));
        try (EmbeddedServers servers = new EmbeddedServers()) {
            String endpoint = servers.durable(
                            directory.resolve("data"),
                            "name",
                            "n1",
                            "initial-cluster-token",
                            "tok-1",
                            "initial-advertise-peer-urls",
                            peerUrl,
                            "initial-cluster",
                            "n1=" + peerUrl)
                    .clientEndpoint();
            try (TranscriptRunner runner = new TranscriptRunner(
                    commands,
                    endpoint.substring("http://".length()),
                    () -> Http.metric(endpoint, "etcd_debugging_mvcc_watcher_total"),
                    leniency)) {
                runner.run(steps);
            }
        }
    }

    private static boolean concerns(Step step, String tag) {
        return step instanceof Step.Start start && start.tag().equals(tag)
                || step instanceof Step.End end && end.tag().equals(tag);
    }

    /**
     * R130: attached keys are unordered; what is left of a lease of 500 seconds, and the number of renewals until something
     * happens, are matters of time.
     */
    private static String timesAndOrderAside(String text) {
        return text.replaceAll("remaining\\(4\\d\\ds\\)", "remaining(499s)")
                .replaceAll("(?<=\"ttl\":|\"TTL\" : )4\\d\\d\\b", "499")
                .replace("[foo2 name]", "[name foo2]")
                .replace("[\"Zm9vMg==\",\"bmFtZQ==\"]", "[\"bmFtZQ==\",\"Zm9vMg==\"]")
                .replace("\"Key\" : \"foo2\"\n\"Key\" : \"name\"\n", "\"Key\" : \"name\"\n\"Key\" : \"foo2\"\n")
                .replaceAll("(lease \\S+ keepalived with TTL\\(6\\)\n)(lease \\S+ keepalived with TTL\\(6\\)\n)+", "$1")
                .replaceAll("(\\{[^\n]*,\"TTL\":6}\n)\\1+", "$1");
    }
}

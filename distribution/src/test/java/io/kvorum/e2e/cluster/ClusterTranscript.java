package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.MemberListRequest;
import io.kvorum.api.etcdserverpb.MemberListResponse;
import io.kvorum.e2e.Await;
import io.kvorum.e2e.transcript.Step.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs commands that were recorded with three members of etcd against a cluster of Kvorum. Ports and ids are different
 * here, and so are orders that follow from ids, sizes, versions and durations: these are set aside on both sides before
 * lines are compared.
 */
final class ClusterTranscript {
    private static final Pattern PORT = Pattern.compile("(?<=:)1[3-9]\\d{3}\\b");
    private static final Pattern RECORDED_LOG = Pattern.compile("(?m)^<RETRY_LOG .*>\n");
    private static final Pattern PRINTED_LOG = Pattern.compile("(?m)^\\{\"level\":\"warn\".*}\n");
    private static final Pattern INITIAL_CLUSTER = Pattern.compile("ETCD_INITIAL_CLUSTER=\"(.*)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final MemberListRequest LIST =
            MemberListRequest.newBuilder().setLinearizable(true).build();

    private final Path folder;
    private final ClusterMember asked;
    private final String endpoints;
    private final Map<String, String> words = new LinkedHashMap<>();
    private final Map<Integer, Long> ids = new TreeMap<>();
    private String clusterId = "";

    /**
     * @param folder for the output of commands
     * @param asked the member that tells ids
     * @param endpoints what commands without {@code --endpoints} get
     */
    ClusterTranscript(Path folder, ClusterMember asked, String endpoints) {
        this.folder = folder;
        this.asked = asked;
        this.endpoints = endpoints;
    }

    /** A recorded port, or another word in the recording, stands for something here. */
    ClusterTranscript stands(String recorded, String here) {
        words.put(recorded, here);
        return this;
    }

    /** Runs one recorded command and compares. */
    void run(Run step) {
        Printed printed = printed(step);
        compare(step, printed);
    }

    /** Runs a command that may have to wait for members to be connected long enough, until it succeeds; then compares. */
    void runUntilItSucceeds(Run step) {
        Printed[] last = new Printed[1];
        Await.until(PATIENCE, () -> step.command() + " succeeds; it printed " + last[0], () -> {
            last[0] = printed(step);
            return last[0].status() == 0;
        });
        compare(step, last[0]);
    }

    private record Printed(String output, String errors, int status) {}

    private Printed printed(Run step) {
        learn();
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        try {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", here(step.command()))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
            builder.environment().put("ETCDCTL_API", "3");
            if (!step.command().contains("--endpoints")) {
                builder.environment().put("ETCDCTL_ENDPOINTS", endpoints);
            }
            boolean timeIsUp = step.output().standardError().contains("DeadlineExceeded");
            if (!timeIsUp && !step.command().contains("--command-timeout")) {
                // Its own five seconds are no measure on a machine that is busy.
                builder.environment().put("ETCDCTL_COMMAND_TIMEOUT", "60s");
            }
            Process process = builder.start();
            process.getOutputStream().close();
            int status = process.waitFor();
            return new Printed(Files.readString(output), Files.readString(errors), status);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            learn();
        }
    }

    private void compare(Run step, Printed printed) {
        String what = "line " + step.line() + ": " + step.command();
        String expectedOutput = step.output().standardOutput();
        if (!expectedOutput.contains("<USAGE TEXT>")) {
            assertThat(lines(printed.output())).as(what).isEqualTo(lines(here(expectedOutput)));
        }
        String expectedErrors =
                RECORDED_LOG.matcher(step.output().standardError()).replaceAll("");
        String printedErrors = PRINTED_LOG.matcher(printed.errors()).replaceAll("");
        assertThat(lines(printedErrors)).as(what + ": errors").isEqualTo(lines(here(expectedErrors)));
        assertThat(printed.status())
                .as(what + ": exit status")
                .isEqualTo(Integer.parseInt(step.output().exit()));
    }

    /** Members that exist now, by the place of their port in the recording; those that are gone are remembered. Needs a
     * majority. */
    void learn() {
        MemberListResponse list;
        try {
            list = asked.client()
                    .cluster()
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .memberList(LIST);
        } catch (StatusRuntimeException withoutMajority) {
            return;
        }
        clusterId = Long.toHexString(list.getHeader().getClusterId());
        for (Member member : list.getMembersList()) {
            String url = member.getPeerURLs(member.getPeerURLsCount() - 1);
            String port = url.substring(url.lastIndexOf(':') + 1);
            words.forEach((recorded, here) -> {
                if (here.equals(port) && recorded.matches("1\\d{4}")) {
                    int number = recorded.equals("16390") ? 6 : recorded.charAt(1) - '2';
                    ids.put(number, member.getID());
                }
            });
        }
    }

    /** A recorded text with the words of this cluster in it. */
    private String here(String recorded) {
        String text = PORT.matcher(recorded).replaceAll(port -> words.getOrDefault(port.group(), port.group()));
        for (Map.Entry<String, String> word : words.entrySet()) {
            if (word.getKey().startsWith("<")) {
                text = text.replace(word.getKey(), word.getValue());
            }
        }
        for (Map.Entry<Integer, Long> id : ids.entrySet()) {
            text = text.replace("<MEMBER-ID-%04d>".formatted(id.getKey()), Long.toHexString(id.getValue()))
                    .replace("<MEMBER_ID_" + id.getKey() + "_DEC>", Long.toUnsignedString(id.getValue()));
        }
        if (clusterId.isEmpty()) {
            return text;
        }
        return text.replace("<CLUSTER-ID-HEX>", clusterId)
                .replace("<CLUSTER_ID_DEC>", Long.toUnsignedString(Long.parseUnsignedLong(clusterId, 16)));
    }

    /** What is compared: the lines in any order, without what depends on the member that answered, time and size. */
    private static List<String> lines(String text) {
        Matcher cluster = INITIAL_CLUSTER.matcher(text);
        String sorted = cluster.replaceAll(found -> Matcher.quoteReplacement("ETCD_INITIAL_CLUSTER="
                + Pattern.compile(",").splitAsStream(found.group(1)).sorted().collect(Collectors.joining(","))));
        return sorted.replace("},{", "}\n{")
                .replace("[{", "[\n{")
                .replace("}]", "}\n]")
                .replaceAll("\"member_id\":\\d+", "\"member_id\":*")
                .replaceAll("\"MemberID\" : \\d+", "\"MemberID\" : *")
                .replaceAll(
                        "\"(raft_term|raftTerm|leader|dbSize|raftIndex|raftAppliedIndex|dbSizeInUse)\":[^,}]+",
                        "\"$1\":*")
                .replaceAll("\"(RaftTerm|Leader|DBSize|RaftIndex|RaftAppliedIndex)\" : \\S+", "\"$1\" : *")
                .replaceAll("(?i)(\"version\" ?: ?)\"[^\"]*\"", "$1*")
                .replaceAll("took = \\S+", "took = *")
                .replaceAll("(?i)(\"took\" ?: ?)[^,}\n]+", "$1*")
                .replaceAll("\\| +[0-9.]+m?s \\|", "| * |")
                .replaceAll(
                        "\\S+, [0-9.]+ [kM]?B, (true|false), (true|false), \\d+, \\d+, \\d+,", "*, *, *, $2, *, *, *,")
                .replaceAll(
                        "\\| +\\S+ \\| +[0-9.]+ [kM]?B \\| +(true|false) \\| +(true|false) \\|( +\\d+ \\|){3}",
                        "| * | $2 |")
                .replaceAll("\"revision\":\\d+,", "")
                .replaceAll("-{3,}", "-")
                .replaceAll(" {2,}", " ")
                .lines()
                .sorted()
                .toList();
    }
}

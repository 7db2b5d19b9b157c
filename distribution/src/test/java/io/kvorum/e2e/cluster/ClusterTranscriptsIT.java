package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.e2e.Programs;
import io.kvorum.e2e.Requests;
import io.kvorum.e2e.transcript.Step.Run;
import io.kvorum.e2e.transcript.TranscriptReader;
import io.kvorum.server.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What users of etcdctl saw with three members of etcd, seen with three members of Kvorum. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodName.class)
final class ClusterTranscriptsIT {
    @TempDir
    Path commands;

    private TestCluster cluster;
    private final List<String> recordedPorts = List.of("13", "14", "15");

    @BeforeAll
    void startThreeMembers(@TempDir Path directory) {
        Programs.require("etcdctl");
        cluster = TestCluster.start(directory, 3, TestCluster.patient("--initial-cluster-token=etcd-cluster-1"));
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private ClusterTranscript transcript(String endpoints) {
        ClusterTranscript transcript = new ClusterTranscript(commands, cluster.member(1), endpoints);
        for (int i = 0; i < recordedPorts.size(); i++) {
            stands(transcript, recordedPorts.get(i), cluster.member(i + 1));
        }
        return transcript.stands("19999", Integer.toString(ServerProcess.freePort()));
    }

    private static void stands(ClusterTranscript transcript, String recorded, ClusterMember here) {
        transcript.stands(recorded + "379", port(here.endpoint())).stands(recorded + "380", port(here.peerUrl()));
    }

    private static String port(String url) {
        return url.substring(url.lastIndexOf(':') + 1);
    }

    private static List<Run> steps(String name, IntPredicate lines) {
        return TranscriptReader.read(name).stream()
                .filter(step -> lines.test(step.line()))
                .map(Run.class::cast)
                .toList();
    }

    private static void run(ClusterTranscript transcript, List<Run> steps) {
        for (Run step : steps) {
            boolean waits = step.output().exit().equals("0")
                    && step.command().matches("etcdctl member (add|promote|remove) .*");
            if (waits) {
                transcript.runUntilItSucceeds(step);
            } else {
                transcript.run(step);
            }
        }
    }

    @Test
    void a_endpoints() {
        cluster.awaitAgreement();
        ClusterMember leader = cluster.leader();
        ClusterTranscript transcript = transcript(port(cluster.member(1)));
        // Without dead endpoints, each of which takes etcdctl's five seconds, but for one.
        run(transcript, steps("09-endpoint", line -> line < 193 || line == 267));
        assertThat(cluster.leader()).isSameAs(leader);
    }

    private static String port(ClusterMember member) {
        return member.endpoint().substring("http://".length());
    }

    @Test
    void b_moveLeader() {
        ClusterMember third = cluster.member(3);
        cluster.lead(third);
        cluster.awaitAgreement();
        ClusterTranscript transcript = transcript(port(cluster.member(1)))
                .stands("<LEADER_ENDPOINT>", port(third))
                .stands("<FOLLOWER_1_ENDPOINT>", port(cluster.member(1)))
                .stands("<FOLLOWER_2_ENDPOINT>", port(cluster.member(2)));
        for (Run step : steps("09-endpoint", line -> line >= 328 && line < 383)) {
            transcript.run(step);
            cluster.awaitAgreement();
        }
    }

    @Test
    void c_members() {
        ClusterMember fourth = cluster.prepare("n4");
        ClusterMember fifth = cluster.prepare("n5");
        String three = String.join(
                ",",
                cluster.members().subList(0, 3).stream()
                        .map(ClusterTranscriptsIT::port)
                        .toList());
        ClusterTranscript transcript = transcript(three);
        stands(transcript, "16", fourth);
        stands(transcript, "17", fifth);
        transcript.stands("16381", Integer.toString(ServerProcess.freePort()));
        transcript.stands("16390", Integer.toString(ServerProcess.freePort()));
        cluster.member(1).client().kv().deleteRange(Requests.delete("a", "z").build()); // As in the recording.
        // Line 105 is about members that have been connected for a moment only, 98 counts the bytes of ids, and 146 has
        // another answer in 3.7: that the URL is in use.
        run(
                transcript,
                steps("08-member", line -> line < 220 && !List.of(98, 105, 146).contains(line)));
        start(fourth, fifth);
        run(transcript, steps("08-member", line -> line >= 220 && line < 342));
        assertThat(fourth.process().exitStatus()).isZero();
        start(fifth, fourth);
        run(transcript, steps("08-member", line -> line >= 342 && line < 427));
        assertThat(fifth.process().exitStatus()).isZero();
        run(transcript, steps("08-member", line -> line >= 427 && line < 446));
        cluster.drop(fourth);
        cluster.drop(fifth);
    }

    /** Starts a member that was added, as the answer to adding it says. */
    private void start(ClusterMember newcomer, ClusterMember absent) {
        String members = cluster.members().stream()
                .filter(member -> member != absent)
                .map(member -> member.name() + "=" + member.peerUrl())
                .reduce((left, right) -> left + "," + right)
                .orElseThrow();
        newcomer.launch(members, "existing").process().awaitServing();
        cluster.leaderAmong(cluster.members().subList(0, 3));
    }

    /** Last, since it kills two of three. */
    @Test
    void d_quorumLoss() {
        cluster.member(1).client().put("foo", "b3");
        ClusterTranscript transcript = transcript(port(cluster.member(1)));
        transcript.learn();
        cluster.member(2).process().kill();
        cluster.member(3).process().kill();
        cluster.awaitLossOfLeader(cluster.member(1));
        run(transcript, steps("09-endpoint", line -> line == 482 || line == 496 || line == 511));
    }
}

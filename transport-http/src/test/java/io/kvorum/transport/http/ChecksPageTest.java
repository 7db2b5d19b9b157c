package io.kvorum.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.api.etcdserverpb.RangeRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChecksPageTest {
    private static final String ALL_READY =
            "[+]data_corruption ok\n[+]serializable_read ok\n[+]linearizable_read ok\n[+]non_learner ok\n";

    private final TestNode node = TestNode.serving();

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void h95_h96_aMemberThatLivesAndIsReady() throws Exception {
        for (String path : List.of("/livez", "/readyz", "/livez/serializable_read", "/readyz/linearizable_read")) {
            HttpResponse<String> answer = node.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ok\n");
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
        assertThat(node.get("/livez?verbose").body()).isEqualTo("[+]serializable_read ok\nok\n");
        assertThat(node.get("/readyz?verbose=no").body()).isEqualTo(ALL_READY + "ok\n");
        assertThat(node.post("/readyz", "").statusCode()).isEqualTo(405);
        assertThat(node.get("/livez/linearizable_read").statusCode())
                .as("no check of that page")
                .isEqualTo(404);
    }

    @Test
    void h95_h97_withoutLeaderAMemberLivesAndIsNotReady() throws Exception {
        node.services.onRange = (request, reply) -> {
            if (request.getSerializable()) {
                reply.complete(new RangeAnswer(FakeServices.HEADER, List.of(), false, 0));
            } else {
                reply.fail(ErrorCode.TIMEOUT.exception());
            }
        };
        assertThat(node.get("/livez").statusCode()).isEqualTo(200);
        notReady(
                "/readyz",
                ALL_READY.replace(
                        "[+]linearizable_read ok", "[-]linearizable_read failed: etcdserver: request timed out"));
        notReady("/readyz/linearizable_read", "[-]linearizable_read failed: etcdserver: request timed out\n");
        assertThat(node.get("/readyz?exclude=linearizable_read&exclude=nothing&verbose")
                        .body())
                .as("H99")
                .isEqualTo(ALL_READY.replace("[+]linearizable_read ok\n", "") + "ok\n");
    }

    @Test
    void h98_corruptionAndLearnersAreNotReadyButALackOfSpaceIs() throws Exception {
        node.services.alarms = List.of(alarm(AlarmType.NOSPACE));
        assertThat(node.get("/readyz").statusCode()).isEqualTo(200);
        node.services.alarms = List.of(alarm(AlarmType.NOSPACE), alarm(AlarmType.CORRUPT));
        notReady(
                "/readyz",
                ALL_READY.replace("[+]data_corruption ok", "[-]data_corruption failed: alarm activated: CORRUPT"));
        assertThat(node.get("/livez").statusCode()).isEqualTo(200);
        node.services.alarms = List.of();
        node.services.learner = true;
        node.services.requests.clear();
        notReady("/readyz", ALL_READY.replace("[+]non_learner ok", "[-]non_learner failed: not supported for learner"));
        assertThat(node.services.requests)
                .hasSize(2)
                .as("a learner reads what it has")
                .allSatisfy(request ->
                        assertThat(((RangeRequest) request).getSerializable()).isTrue());
    }

    @Test
    void h100_checksAreCounted() throws Exception {
        node.get("/readyz");
        node.services.learner = true;
        node.get("/readyz/non_learner");
        for (String status : List.of("success", "error")) {
            assertThat(node.metrics()
                            .count(
                                    "etcd_server_healthchecks_total",
                                    "type",
                                    "readyz",
                                    "name",
                                    "non_learner",
                                    "status",
                                    status))
                    .as(status)
                    .isEqualTo(1);
        }
        assertThat(node.metrics().exposition())
                .contains("etcd_server_healthcheck[type, readyz, name, non_learner] 0")
                .contains("etcd_server_healthcheck[type, readyz, name, linearizable_read] 1");
    }

    private void notReady(String path, String lines) throws Exception {
        HttpResponse<String> answer = node.get(path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo(lines + "\n");
    }

    private static AlarmMember alarm(AlarmType type) {
        return AlarmMember.newBuilder().setMemberID(1).setAlarm(type).build();
    }
}

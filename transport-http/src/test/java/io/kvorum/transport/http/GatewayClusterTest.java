package io.kvorum.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.AlarmResponse;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.api.etcdserverpb.DefragmentRequest;
import io.kvorum.api.etcdserverpb.DefragmentResponse;
import io.kvorum.api.etcdserverpb.DowngradeRequest;
import io.kvorum.api.etcdserverpb.DowngradeResponse;
import io.kvorum.api.etcdserverpb.HashKVRequest;
import io.kvorum.api.etcdserverpb.HashKVResponse;
import io.kvorum.api.etcdserverpb.HashRequest;
import io.kvorum.api.etcdserverpb.HashResponse;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberAddResponse;
import io.kvorum.api.etcdserverpb.MemberListRequest;
import io.kvorum.api.etcdserverpb.MemberListResponse;
import io.kvorum.api.etcdserverpb.MemberPromoteRequest;
import io.kvorum.api.etcdserverpb.MemberPromoteResponse;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveResponse;
import io.kvorum.api.etcdserverpb.MemberUpdateRequest;
import io.kvorum.api.etcdserverpb.MemberUpdateResponse;
import io.kvorum.api.etcdserverpb.MoveLeaderRequest;
import io.kvorum.api.etcdserverpb.MoveLeaderResponse;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import io.kvorum.api.etcdserverpb.StatusRequest;
import io.kvorum.api.etcdserverpb.StatusResponse;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayClusterTest {
    private static final ResponseHeader HEADER = ResponseHeader.newBuilder()
            .setClusterId(1)
            .setMemberId(-1)
            .setRaftTerm(3)
            .build();
    private static final String HEADER_JSON =
            "\"header\":{\"cluster_id\":\"1\",\"member_id\":\"18446744073709551615\",\"raft_term\":\"3\"}";
    private static final Member LEARNER = Member.newBuilder()
            .setID(-2)
            .addPeerURLs("http://10.0.0.4:2380")
            .setIsLearner(true)
            .build();
    private static final String LEARNER_JSON =
            "{\"ID\":\"18446744073709551614\",\"peerURLs\":[\"http://10.0.0.4:2380\"],\"isLearner\":true}";

    private final TestNode node = TestNode.serving();
    private final FakeCluster cluster = node.services.cluster;
    private final FakeMaintenance maintenance = node.services.maintenance;

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void h41_h42_h44_membersAreAddedAndListed() throws Exception {
        cluster.answer = MemberAddResponse.newBuilder()
                .setHeader(HEADER)
                .setMember(LEARNER)
                .addMembers(LEARNER)
                .build();
        assertThat(body("cluster/member/add", "{\"peerURLs\":[\"http://10.0.0.4:2380\"],\"isLearner\":true}"))
                .isEqualTo("{" + HEADER_JSON + ",\"member\":" + LEARNER_JSON + ",\"members\":[" + LEARNER_JSON + "]}");
        asked(MemberAddRequest.newBuilder()
                .addPeerURLs("http://10.0.0.4:2380")
                .setIsLearner(true)
                .build());
        cluster.answer = MemberListResponse.newBuilder()
                .setHeader(HEADER)
                .addMembers(LEARNER)
                .build();
        assertThat(body("cluster/member/list", "{\"linearizable\":true}"))
                .isEqualTo("{" + HEADER_JSON + ",\"members\":[" + LEARNER_JSON + "]}");
        asked(MemberListRequest.newBuilder().setLinearizable(true).build());
    }

    @Test
    void h24_membersAreRemovedUpdatedAndPromotedByUnsignedIds() throws Exception {
        cluster.answer = MemberRemoveResponse.newBuilder().setHeader(HEADER).build();
        assertThat(body("cluster/member/remove", "{\"ID\":\"18446744073709551614\"}"))
                .isEqualTo("{" + HEADER_JSON + "}");
        asked(MemberRemoveRequest.newBuilder().setID(-2).build());
        cluster.answer = MemberUpdateResponse.newBuilder().setHeader(HEADER).build();
        assertThat(body("cluster/member/update", "{\"ID\":7,\"peerURLs\":[\"http://10.0.0.5:2380\"]}"))
                .isEqualTo("{" + HEADER_JSON + "}");
        asked(MemberUpdateRequest.newBuilder()
                .setID(7)
                .addPeerURLs("http://10.0.0.5:2380")
                .build());
        cluster.answer = MemberPromoteResponse.newBuilder().setHeader(HEADER).build();
        assertThat(body("cluster/member/promote", "{\"ID\":\"9\"}")).isEqualTo("{" + HEADER_JSON + "}");
        asked(MemberPromoteRequest.newBuilder().setID(9).build());
    }

    private void asked(Message request) {
        assertThat(cluster.requests.poll()).isEqualTo(request);
    }

    @Test
    void h42_h44_h45_statusAlarmsAndHashes() throws Exception {
        maintenance.answer = StatusResponse.newBuilder()
                .setHeader(HEADER)
                .setVersion("3.7.1")
                .setLeader(-1)
                .setRaftIndex(8)
                .addErrors("etcdserver: no leader")
                .build();
        assertThat(body("maintenance/status", "{}"))
                .isEqualTo("{" + HEADER_JSON + ",\"version\":\"3.7.1\",\"leader\":\"18446744073709551615\","
                        + "\"raftIndex\":\"8\",\"errors\":[\"etcdserver: no leader\"]}");
        cared(StatusRequest.getDefaultInstance());
        maintenance.answer = AlarmResponse.newBuilder()
                .setHeader(HEADER)
                .addAlarms(AlarmMember.newBuilder().setMemberID(5).setAlarm(AlarmType.NOSPACE))
                .build();
        assertThat(body("maintenance/alarm", "{\"action\":\"DEACTIVATE\",\"memberID\":\"5\",\"alarm\":\"NOSPACE\"}"))
                .isEqualTo("{" + HEADER_JSON + ",\"alarms\":[{\"memberID\":\"5\",\"alarm\":\"NOSPACE\"}]}");
        cared(AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                .setMemberID(5)
                .setAlarm(AlarmType.NOSPACE)
                .build());
        maintenance.answer =
                HashResponse.newBuilder().setHeader(HEADER).setHash(-1).build();
        assertThat(body("maintenance/hash", "")).isEqualTo("{" + HEADER_JSON + ",\"hash\":4294967295}");
        cared(HashRequest.getDefaultInstance());
        maintenance.answer = HashKVResponse.newBuilder()
                .setHeader(HEADER)
                .setHash(1)
                .setCompactRevision(-1)
                .setHashRevision(12)
                .build();
        assertThat(body("maintenance/hashkv", "{\"revision\":\"12\"}"))
                .isEqualTo("{" + HEADER_JSON + ",\"hash\":1,\"compact_revision\":\"-1\",\"hash_revision\":\"12\"}");
        cared(HashKVRequest.newBuilder().setRevision(12).build());
    }

    @Test
    void defragmentTransferAndDowngradeHaveTheirPaths() throws Exception {
        maintenance.answer = DefragmentResponse.getDefaultInstance();
        assertThat(body("maintenance/defragment", "{}")).isEqualTo("{}");
        cared(DefragmentRequest.getDefaultInstance());
        maintenance.answer = MoveLeaderResponse.newBuilder().setHeader(HEADER).build();
        assertThat(body("maintenance/transfer-leadership", "{\"targetID\":\"18446744073709551615\"}"))
                .isEqualTo("{" + HEADER_JSON + "}");
        cared(MoveLeaderRequest.newBuilder().setTargetID(-1).build());
        maintenance.answer = DowngradeResponse.newBuilder()
                .setHeader(HEADER)
                .setVersion("3.7.0")
                .build();
        assertThat(body("maintenance/downgrade", "{\"action\":\"ENABLE\",\"version\":\"3.6\"}"))
                .isEqualTo("{" + HEADER_JSON + ",\"version\":\"3.7.0\"}");
        cared(DowngradeRequest.newBuilder()
                .setAction(DowngradeRequest.DowngradeAction.ENABLE)
                .setVersion("3.6")
                .build());
    }

    private void cared(Message request) {
        assertThat(maintenance.requests.poll()).isEqualTo(request);
    }

    @Test
    void h20_h60_thePathsOfMembersAreUnaryOnes() throws Exception {
        for (String path : List.of("cluster/member/list", "maintenance/status", "maintenance/transfer-leadership")) {
            assertThat(node.get("/v3/" + path).body())
                    .as(path)
                    .isEqualTo("{\"code\":12,\"message\":\"Method Not Allowed\"}");
            assertThat(node.post("/v3beta/" + path, "{}").body())
                    .as("the fake has no answer for " + path)
                    .isEqualTo("{\"code\":14,\"message\":\"etcdserver: server stopped\"}");
            assertThat(node.post("/v3alpha/" + path, "{}").statusCode()).isEqualTo(404);
        }
        assertThat(node.get("/members").statusCode())
                .as("members are a page of the peer port")
                .isEqualTo(404);
    }

    private String body(String path, String request) throws Exception {
        HttpResponse<String> answer = node.post("/v3/" + path, request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}

package io.kvorum.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.ClusterGrpc;
import io.kvorum.api.etcdserverpb.DefragmentRequest;
import io.kvorum.api.etcdserverpb.DowngradeRequest;
import io.kvorum.api.etcdserverpb.HashKVRequest;
import io.kvorum.api.etcdserverpb.HashRequest;
import io.kvorum.api.etcdserverpb.MaintenanceGrpc;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberListRequest;
import io.kvorum.api.etcdserverpb.MemberPromoteRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.MemberUpdateRequest;
import io.kvorum.api.etcdserverpb.MoveLeaderRequest;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import io.kvorum.api.etcdserverpb.SnapshotRequest;
import io.kvorum.api.etcdserverpb.SnapshotResponse;
import io.kvorum.api.etcdserverpb.StatusRequest;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterCallsTest {
    private static final long WAIT_SECONDS = 30;

    private final TestNode node = TestNode.serving();
    private final ManagedChannel channel = node.channel();
    private final ClusterGrpc.ClusterBlockingStub cluster = ClusterGrpc.newBlockingStub(channel);
    private final MaintenanceGrpc.MaintenanceBlockingStub maintenance = MaintenanceGrpc.newBlockingStub(channel);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void r20_theMethodsOfClusterReachTheServiceAndAnswerWithoutRevision() {
        MemberAddRequest add = MemberAddRequest.newBuilder()
                .addPeerURLs("http://10.0.0.4:2380")
                .setIsLearner(true)
                .build();
        assertThat(cluster.memberAdd(add).getHeader()).isEqualTo(FakeCluster.HEADER);
        asked(add);
        MemberRemoveRequest remove = MemberRemoveRequest.newBuilder().setID(-7).build();
        assertThat(cluster.memberRemove(remove).hasHeader()).isTrue();
        asked(remove);
        MemberUpdateRequest update = MemberUpdateRequest.newBuilder()
                .setID(7)
                .addPeerURLs("http://10.0.0.5:2380")
                .build();
        assertThat(cluster.memberUpdate(update).hasHeader()).isTrue();
        asked(update);
        MemberListRequest list =
                MemberListRequest.newBuilder().setLinearizable(true).build();
        assertThat(cluster.memberList(list).hasHeader()).isTrue();
        asked(list);
        MemberPromoteRequest promote =
                MemberPromoteRequest.newBuilder().setID(9).build();
        assertThat(cluster.memberPromote(promote).hasHeader()).isTrue();
        asked(promote);
    }

    private void asked(Message request) {
        assertThat(node.services.cluster.requests.poll()).isEqualTo(request);
    }

    @Test
    void theMethodsOfMaintenanceReachTheService() {
        headerOf(maintenance.alarm(AlarmRequest.getDefaultInstance()).getHeader(), AlarmRequest.getDefaultInstance());
        headerOf(
                maintenance.status(StatusRequest.getDefaultInstance()).getHeader(), StatusRequest.getDefaultInstance());
        headerOf(
                maintenance.defragment(DefragmentRequest.getDefaultInstance()).getHeader(),
                DefragmentRequest.getDefaultInstance());
        headerOf(maintenance.hash(HashRequest.getDefaultInstance()).getHeader(), HashRequest.getDefaultInstance());
        HashKVRequest hashKv = HashKVRequest.newBuilder().setRevision(12).build();
        headerOf(maintenance.hashKV(hashKv).getHeader(), hashKv);
        MoveLeaderRequest move = MoveLeaderRequest.newBuilder().setTargetID(-3).build();
        headerOf(maintenance.moveLeader(move).getHeader(), move);
        DowngradeRequest downgrade =
                DowngradeRequest.newBuilder().setVersion("3.6.0").build();
        headerOf(maintenance.downgrade(downgrade).getHeader(), downgrade);
    }

    private void headerOf(ResponseHeader header, Message request) {
        assertThat(header).isEqualTo(FakeCluster.HEADER);
        assertThat(node.services.maintenance.requests.poll()).isEqualTo(request);
    }

    @Test
    void cli1_errorsOfMembershipReachTheClient() {
        for (ErrorCode code : ErrorCode.values()) {
            node.services.cluster.failure = code.exception();
            StatusRuntimeException failure = catchThrowableOfType(
                    StatusRuntimeException.class, () -> cluster.memberAdd(MemberAddRequest.getDefaultInstance()));
            assertThat(failure.getStatus().getCode().value())
                    .as(code.name())
                    .isEqualTo(code.status().number());
            assertThat(failure.getStatus().getDescription()).isEqualTo(code.text());
        }
    }

    @Test
    void theContextOfAMembershipCallTellsLeaderAndToken() throws Exception {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        metadata.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), "abc");
        cluster.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .memberList(MemberListRequest.getDefaultInstance());
        RequestContext context = node.services.cluster.contexts.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(context.requireLeader()).isTrue();
        assertThat(context.token()).contains("abc");
    }

    @Test
    void aSnapshotComesInChunks() throws Exception {
        Iterator<SnapshotResponse> chunks = maintenance.snapshot(SnapshotRequest.getDefaultInstance());
        FakeMaintenance.AskedSnapshot asked = node.services.maintenance.snapshots.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        for (int left = 2; left >= 0; left--) {
            assertThat(asked.sink().offer(chunk(left, 10))).isTrue();
            assertThat(chunks.next().getRemainingBytes()).isEqualTo(left);
        }
        asked.sink().complete();
        assertThat(chunks.hasNext()).isFalse();
    }

    @Test
    void cli2_cli3_aSnapshotWaitsForItsReaderAndIsFreedWhenHeLeaves() throws Exception {
        SlowReader reader = new SlowReader();
        MaintenanceGrpc.newStub(channel).snapshot(SnapshotRequest.getDefaultInstance(), reader);
        FakeMaintenance.AskedSnapshot asked = node.services.maintenance.snapshots.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        CountDownLatch freed = new CountDownLatch(1);
        asked.context().onCancel(freed::countDown);
        int taken = 0;
        while (asked.sink().offer(chunk(1, 32 * 1024))) {
            taken++;
            assertThat(taken).as("the sink must fill up").isLessThan(10_000);
        }
        assertThat(maintenance.status(StatusRequest.getDefaultInstance()).hasHeader())
                .as("the connection goes on for others")
                .isTrue();
        reader.call.cancel("enough", null);
        assertThat(freed.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.sink().offer(chunk(1, 1))).isFalse();
    }

    @Test
    void aStopEndsASnapshotUnderWay() throws Exception {
        SlowReader reader = new SlowReader();
        MaintenanceGrpc.newStub(channel).snapshot(SnapshotRequest.getDefaultInstance(), reader);
        node.services.maintenance.snapshots.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        node.drain();
        assertThat(reader.failures.poll(WAIT_SECONDS, TimeUnit.SECONDS).getDescription())
                .isEqualTo(ErrorCode.STOPPED.text());
    }

    @Test
    void metricsOfClusterAndMaintenanceBeginAtZero() {
        String[] labels = {"grpc_service", "etcdserverpb.Cluster", "grpc_method", "MemberList", "grpc_type", "unary"};
        assertThat(node.metrics().count("grpc_server_started_total", labels)).isZero();
        cluster.memberList(MemberListRequest.getDefaultInstance());
        assertThat(node.metrics().count("grpc_server_started_total", labels)).isEqualTo(1);
        assertThat(node.metrics().exposition())
                .contains("grpc_server_handled_total[grpc_service, etcdserverpb.Maintenance, grpc_method, Snapshot,"
                        + " grpc_type, server_stream, grpc_code, OK] 0");
    }

    private static SnapshotResponse chunk(long remaining, int bytes) {
        return SnapshotResponse.newBuilder()
                .setRemainingBytes(remaining)
                .setBlob(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    /** Asks for a snapshot and reads nothing of it. */
    private static final class SlowReader implements ClientResponseObserver<SnapshotRequest, SnapshotResponse> {
        final LinkedBlockingQueue<Status> failures = new LinkedBlockingQueue<>();
        volatile ClientCallStreamObserver<SnapshotRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<SnapshotRequest> started) {
            call = started;
            started.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(SnapshotResponse chunk) {}

        @Override
        public void onError(Throwable failure) {
            failures.add(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {}
    }
}

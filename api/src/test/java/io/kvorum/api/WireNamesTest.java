package io.kvorum.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.kvorum.api.authpb.Permission;
import io.kvorum.api.authpb.Role;
import io.kvorum.api.etcdserverpb.AuthGrpc;
import io.kvorum.api.etcdserverpb.AuthStatusResponse;
import io.kvorum.api.etcdserverpb.AuthUserAddRequest;
import io.kvorum.api.etcdserverpb.ClusterGrpc;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.KVGrpc;
import io.kvorum.api.etcdserverpb.LeaseCheckpoint;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseGrpc;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import io.kvorum.api.etcdserverpb.MaintenanceGrpc;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import io.kvorum.api.etcdserverpb.ResponseOp;
import io.kvorum.api.etcdserverpb.RpcProto;
import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.api.etcdserverpb.WatchGrpc;
import io.kvorum.api.etcdserverpb.WatchRequest;
import io.kvorum.api.etcdserverpb.WatchResponse;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.api.mvccpb.KeyValue;
import io.kvorum.api.v3electionpb.ElectionGrpc;
import io.kvorum.api.v3electionpb.LeaderKey;
import io.kvorum.api.v3lockpb.LockGrpc;
import io.kvorum.api.v3lockpb.LockRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names and numbers that clients see: on the wire, in paths, in JSON. */
class WireNamesTest {
    private static String fields(Descriptor message) {
        return message.getFullName()
                + message.getFields().stream()
                        .map(field -> " " + field.getName() + "=" + field.getNumber() + ":" + type(field))
                        .collect(Collectors.joining());
    }

    private static String type(FieldDescriptor field) {
        return field.getType().name().toLowerCase(java.util.Locale.ROOT) + (field.isRepeated() ? "*" : "");
    }

    @Test
    void messagesOfTheHotPaths() {
        assertThat(fields(ResponseHeader.getDescriptor()))
                .isEqualTo("etcdserverpb.ResponseHeader"
                        + " cluster_id=1:uint64 member_id=2:uint64 revision=3:int64 raft_term=4:uint64");
        assertThat(fields(KeyValue.getDescriptor()))
                .isEqualTo("mvccpb.KeyValue key=1:bytes create_revision=2:int64 mod_revision=3:int64 version=4:int64"
                        + " value=5:bytes lease=6:int64");
        assertThat(fields(Event.getDescriptor())).isEqualTo("mvccpb.Event type=1:enum kv=2:message prev_kv=3:message");
        assertThat(fields(RangeRequest.getDescriptor()))
                .isEqualTo("etcdserverpb.RangeRequest key=1:bytes range_end=2:bytes limit=3:int64 revision=4:int64"
                        + " sort_order=5:enum sort_target=6:enum serializable=7:bool keys_only=8:bool count_only=9:bool"
                        + " min_mod_revision=10:int64 max_mod_revision=11:int64 min_create_revision=12:int64"
                        + " max_create_revision=13:int64");
        assertThat(fields(WatchResponse.getDescriptor()))
                .isEqualTo("etcdserverpb.WatchResponse header=1:message watch_id=2:int64 created=3:bool canceled=4:bool"
                        + " compact_revision=5:int64 cancel_reason=6:string fragment=7:bool events=11:message*");
        assertThat(fields(Compare.getDescriptor()))
                .isEqualTo("etcdserverpb.Compare result=1:enum target=2:enum key=3:bytes version=4:int64"
                        + " create_revision=5:int64 mod_revision=6:int64 value=7:bytes lease=8:int64"
                        + " range_end=64:bytes");
    }

    @Test
    void spellingsThatJsonClientsSee() {
        assertThat(fields(LeaseGrantRequest.getDescriptor()))
                .isEqualTo("etcdserverpb.LeaseGrantRequest TTL=1:int64 ID=2:int64");
        assertThat(fields(LeaseTimeToLiveResponse.getDescriptor()))
                .isEqualTo("etcdserverpb.LeaseTimeToLiveResponse header=1:message ID=2:int64 TTL=3:int64"
                        + " grantedTTL=4:int64 keys=5:bytes*");
        assertThat(fields(LeaseCheckpoint.getDescriptor()))
                .isEqualTo("etcdserverpb.LeaseCheckpoint ID=1:int64 remaining_TTL=2:int64");
        assertThat(fields(Member.getDescriptor()))
                .isEqualTo("etcdserverpb.Member ID=1:uint64 name=2:string peerURLs=3:string* clientURLs=4:string*"
                        + " isLearner=5:bool");
        assertThat(fields(StatusResponse.getDescriptor()))
                .isEqualTo("etcdserverpb.StatusResponse header=1:message version=2:string dbSize=3:int64"
                        + " leader=4:uint64 raftIndex=5:uint64 raftTerm=6:uint64 raftAppliedIndex=7:uint64"
                        + " errors=8:string* dbSizeInUse=9:int64 isLearner=10:bool storageVersion=11:string"
                        + " dbSizeQuota=12:int64 downgradeInfo=13:message");
        assertThat(fields(AuthStatusResponse.getDescriptor()))
                .isEqualTo("etcdserverpb.AuthStatusResponse header=1:message enabled=2:bool authRevision=3:uint64");
        assertThat(fields(AuthUserAddRequest.getDescriptor()))
                .isEqualTo("etcdserverpb.AuthUserAddRequest name=1:string password=2:string options=3:message"
                        + " hashedPassword=4:string");
        assertThat(fields(Permission.getDescriptor()))
                .isEqualTo("authpb.Permission permType=1:enum key=2:bytes range_end=3:bytes");
        assertThat(fields(Role.getDescriptor())).isEqualTo("authpb.Role name=1:bytes keyPermission=2:message*");
        assertThat(fields(LockRequest.getDescriptor())).isEqualTo("v3lockpb.LockRequest name=1:bytes lease=2:int64");
        assertThat(fields(LeaderKey.getDescriptor()))
                .isEqualTo("v3electionpb.LeaderKey name=1:bytes key=2:bytes rev=3:int64 lease=4:int64");
    }

    @Test
    void oneofs() {
        assertThat(oneofs(RequestOp.getDescriptor())).containsExactly("request");
        assertThat(oneofs(ResponseOp.getDescriptor())).containsExactly("response");
        assertThat(oneofs(Compare.getDescriptor())).containsExactly("target_union");
        assertThat(oneofs(WatchRequest.getDescriptor())).containsExactly("request_union");
        assertThat(Compare.getDescriptor().findFieldByName("range_end").getContainingOneof())
                .isNull();
    }

    private static List<String> oneofs(Descriptor message) {
        return message.getOneofs().stream().map(oneof -> oneof.getName()).toList();
    }

    @Test
    void enumsAreOpenAndNested() {
        assertThat(RangeRequest.SortTarget.VALUE.getDescriptorForType().getFullName())
                .isEqualTo("etcdserverpb.RangeRequest.SortTarget");
        RangeRequest request = RangeRequest.newBuilder().setSortOrderValue(17).build();
        assertThat(request.getSortOrder()).isEqualTo(RangeRequest.SortOrder.UNRECOGNIZED);
        assertThat(request.getSortOrderValue()).isEqualTo(17);
    }

    @Test
    void pathsOfTheServices() {
        assertThat(paths(KVGrpc.getServiceDescriptor()))
                .containsExactlyInAnyOrder(
                        "etcdserverpb.KV/Range UNARY",
                        "etcdserverpb.KV/RangeStream SERVER_STREAMING",
                        "etcdserverpb.KV/Put UNARY",
                        "etcdserverpb.KV/DeleteRange UNARY",
                        "etcdserverpb.KV/Txn UNARY",
                        "etcdserverpb.KV/Compact UNARY");
        assertThat(paths(WatchGrpc.getServiceDescriptor())).containsExactly("etcdserverpb.Watch/Watch BIDI_STREAMING");
        assertThat(paths(LeaseGrpc.getServiceDescriptor()))
                .hasSize(5)
                .contains(
                        "etcdserverpb.Lease/LeaseKeepAlive BIDI_STREAMING", "etcdserverpb.Lease/LeaseTimeToLive UNARY");
        assertThat(paths(ClusterGrpc.getServiceDescriptor()))
                .hasSize(5)
                .contains("etcdserverpb.Cluster/MemberPromote UNARY");
        assertThat(paths(MaintenanceGrpc.getServiceDescriptor()))
                .hasSize(8)
                .contains(
                        "etcdserverpb.Maintenance/Snapshot SERVER_STREAMING", "etcdserverpb.Maintenance/HashKV UNARY");
        assertThat(paths(AuthGrpc.getServiceDescriptor()))
                .hasSize(17)
                .contains("etcdserverpb.Auth/UserChangePassword UNARY", "etcdserverpb.Auth/Authenticate UNARY");
        assertThat(paths(LockGrpc.getServiceDescriptor()))
                .containsExactlyInAnyOrder("v3lockpb.Lock/Lock UNARY", "v3lockpb.Lock/Unlock UNARY");
        assertThat(paths(ElectionGrpc.getServiceDescriptor()))
                .hasSize(5)
                .contains("v3electionpb.Election/Observe SERVER_STREAMING");
    }

    private static Set<String> paths(ServiceDescriptor service) {
        Set<String> paths = new HashSet<>();
        for (MethodDescriptor<?, ?> method : service.getMethods()) {
            paths.add(method.getFullMethodName() + " " + method.getType());
        }
        return paths;
    }

    @Test
    void everyFileIsProto3AndEveryMessageIsThere() {
        int messages = 0;
        for (FileDescriptor file : RpcProto.getDescriptor().getDependencies()) {
            FileDescriptorProto proto = file.toProto();
            assertThat(proto.getSyntax()).isEqualTo("proto3");
            assertThat(proto.getPackage()).isEqualTo("etcdserverpb");
            messages += proto.getMessageTypeCount();
        }
        // All of the package but the header, which has a file of its own, and the one for tests of etcd itself.
        assertThat(messages).isEqualTo(EXPECTED_MESSAGES);
    }

    /** Counted in the tables of the contract. */
    private static final int EXPECTED_MESSAGES = 96;
}

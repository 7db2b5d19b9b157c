package io.kvorum.engine.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.StringValue;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.AlarmResponse;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.CompactionResponse;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantResponse;
import io.kvorum.api.etcdserverpb.LeaseRevokeRequest;
import io.kvorum.api.etcdserverpb.LeaseRevokeResponse;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.engine.admission.SpaceCheck;
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.command.Command;
import io.kvorum.engine.command.Operation;
import io.kvorum.engine.lease.LeaseTable;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.engine.txn.Executed;
import io.kvorum.engine.txn.TxnExecutor;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Executes commands: reads the command and the state, nothing else, so that every member comes to the same state. Apply
 * lane only.
 */
final class CommandExecutor {
    private final MvccStore store;
    private final LeaseTable leases;
    private final ClusterState cluster;
    private final TxnExecutor transactions;
    private final Supplier<Header> header;
    private List<RevisionChanges> changes = new ArrayList<>();

    /** @param header of this member, revision not set */
    CommandExecutor(
            MvccStore store,
            LeaseTable leases,
            ClusterState cluster,
            TxnExecutor transactions,
            Supplier<Header> header) {
        this.store = store;
        this.leases = leases;
        this.cluster = cluster;
        this.transactions = transactions;
        this.header = header;
    }

    /** What was written since the last call. */
    List<RevisionChanges> takeChanges() {
        List<RevisionChanges> taken = changes;
        changes = new ArrayList<>();
        return taken;
    }

    /**
     * Executes one command.
     *
     * @param parsed the request if this member has it parsed already, else null
     * @param batch takes the rows that are not the store's or the leases'
     * @return the answer, or a {@link KvorumException}; nothing was changed then
     */
    Object execute(Command command, MessageLite parsed, WriteBatch batch) {
        Operation operation = command.operation();
        MessageLite request = parsed != null ? parsed : parse(operation, command);
        return switch (operation) {
            case PUT -> put((PutRequest) request);
            case DELETE_RANGE ->
                refusedByCorruption()
                        ? new KvorumException(ErrorCode.CORRUPT)
                        : take(transactions.deleteRange((DeleteRangeRequest) request, header.get()));
            case TXN -> txn((TxnRequest) request);
            case COMPACT -> compact((CompactionRequest) request);
            case LEASE_GRANT -> grant((LeaseGrantRequest) request);
            case LEASE_REVOKE -> revoke((LeaseRevokeRequest) request);
            case ALARM ->
                AlarmResponse.newBuilder()
                        .setHeader(currentHeader().toMessage())
                        .addAllAlarms(cluster.applyAlarm((AlarmRequest) request, batch))
                        .build();
            case MEMBER_ATTRIBUTES -> {
                cluster.applyAttributes((Member) request, batch);
                yield request;
            }
            case CLUSTER_VERSION -> {
                cluster.applyVersion(((StringValue) request).getValue(), batch);
                yield request;
            }
        };
    }

    private Object put(PutRequest request) {
        KvorumException refusal = refusalOfGrowth();
        return refusal != null ? refusal : take(transactions.put(request, header.get()));
    }

    private Object txn(TxnRequest request) {
        if (refusedByCorruption()) {
            return new KvorumException(ErrorCode.CORRUPT);
        }
        if (cluster.view().hasAlarm(AlarmType.NOSPACE) && SpaceCheck.putsSomething(request)) {
            return new KvorumException(ErrorCode.NO_SPACE);
        }
        return take(transactions.txn(request, header.get()));
    }

    private Object compact(CompactionRequest request) {
        if (refusedByCorruption()) {
            return new KvorumException(ErrorCode.CORRUPT);
        }
        try {
            store.compact(request.getRevision());
        } catch (KvorumException refused) {
            return refused;
        }
        return CompactionResponse.newBuilder()
                .setHeader(currentHeader().toMessage())
                .build();
    }

    private Object grant(LeaseGrantRequest request) {
        KvorumException refusal = refusalOfGrowth();
        if (refusal != null) {
            return refusal;
        }
        try {
            leases.applyGrant(request.getID(), request.getTTL());
        } catch (KvorumException refused) {
            return refused;
        }
        return LeaseGrantResponse.newBuilder()
                .setHeader(currentHeader().toMessage())
                .setID(request.getID())
                .setTTL(request.getTTL())
                .build();
    }

    private Object revoke(LeaseRevokeRequest request) {
        if (refusedByCorruption()) {
            return new KvorumException(ErrorCode.CORRUPT);
        }
        try {
            RevisionChanges deleted = transactions.deleteKeys(leases.applyRevoke(request.getID()));
            if (deleted != null) {
                changes.add(deleted);
            }
        } catch (KvorumException refused) {
            return refused;
        }
        return LeaseRevokeResponse.newBuilder()
                .setHeader(currentHeader().toMessage())
                .build();
    }

    private Object take(Executed<?> executed) {
        if (executed.changes() != null) {
            changes.add(executed.changes());
        }
        return executed.failure() != null ? executed.failure() : executed.answer();
    }

    /** R304, R305. */
    private KvorumException refusalOfGrowth() {
        if (cluster.view().alarms().isEmpty()) {
            return null;
        }
        if (refusedByCorruption()) {
            return new KvorumException(ErrorCode.CORRUPT);
        }
        return cluster.view().hasAlarm(AlarmType.NOSPACE) ? new KvorumException(ErrorCode.NO_SPACE) : null;
    }

    private boolean refusedByCorruption() {
        return cluster.view().hasAlarm(AlarmType.CORRUPT);
    }

    private Header currentHeader() {
        return header.get().withRevision(store.currentRevision());
    }

    private static MessageLite parse(Operation operation, Command command) {
        Parser<? extends MessageLite> parser = switch (operation) {
            case PUT -> PutRequest.parser();
            case DELETE_RANGE -> DeleteRangeRequest.parser();
            case TXN -> TxnRequest.parser();
            case COMPACT -> CompactionRequest.parser();
            case LEASE_GRANT -> LeaseGrantRequest.parser();
            case LEASE_REVOKE -> LeaseRevokeRequest.parser();
            case ALARM -> AlarmRequest.parser();
            case MEMBER_ATTRIBUTES -> Member.parser();
            case CLUSTER_VERSION -> StringValue.parser();
        };
        try {
            return parser.parseFrom(command.request());
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException(
                    "a committed " + operation + " does not parse, though its checksum held", damaged);
        }
    }
}

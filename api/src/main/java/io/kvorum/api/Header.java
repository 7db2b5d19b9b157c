package io.kvorum.api;

import com.google.protobuf.CodedOutputStream;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import java.io.IOException;

/**
 * The header of an answer (R20). Ids and term are unsigned numbers in a signed type.
 *
 * @param clusterId the answering cluster; 0 inside a transaction (R20d)
 * @param memberId the answering member; 0 inside a transaction
 * @param revision the store revision that the answer speaks for; 0 where it speaks for none
 * @param raftTerm the term known to the answering member; 0 inside a transaction
 */
public record Header(long clusterId, long memberId, long revision, long raftTerm) implements Answer<ResponseHeader> {
    /** Present but empty: the header of a nested transaction (R20d). */
    public static final Header EMPTY = new Header(0, 0, 0, 0);

    /** The header of an operation inside a transaction, which has nothing but a revision (R20d). */
    public static Header ofRevision(long revision) {
        return new Header(0, 0, revision, 0);
    }

    /** The same member and term at another revision. */
    public Header withRevision(long otherRevision) {
        return new Header(clusterId, memberId, otherRevision, raftTerm);
    }

    // Unsigned and signed numbers of 64 bits have the same varint.

    @Override
    public int encodedSize() {
        return Wire.int64Size(ResponseHeader.CLUSTER_ID_FIELD_NUMBER, clusterId)
                + Wire.int64Size(ResponseHeader.MEMBER_ID_FIELD_NUMBER, memberId)
                + Wire.int64Size(ResponseHeader.REVISION_FIELD_NUMBER, revision)
                + Wire.int64Size(ResponseHeader.RAFT_TERM_FIELD_NUMBER, raftTerm);
    }

    @Override
    public void encodeTo(CodedOutputStream out) throws IOException {
        Wire.writeInt64(out, ResponseHeader.CLUSTER_ID_FIELD_NUMBER, clusterId);
        Wire.writeInt64(out, ResponseHeader.MEMBER_ID_FIELD_NUMBER, memberId);
        Wire.writeInt64(out, ResponseHeader.REVISION_FIELD_NUMBER, revision);
        Wire.writeInt64(out, ResponseHeader.RAFT_TERM_FIELD_NUMBER, raftTerm);
    }

    @Override
    public ResponseHeader toMessage() {
        return ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setMemberId(memberId)
                .setRevision(revision)
                .setRaftTerm(raftTerm)
                .build();
    }
}

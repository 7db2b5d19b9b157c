package io.kvorum.engine.cluster;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.MemberListResponse;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a member tells to anybody who calls it, strangers included (PEER-4): who belongs to its cluster, and which versions
 * it knows. A member that joins, or comes back after a long time, asks this before it knows anything (C62, C64, C66).
 *
 * <pre>
 * members: format version (1 byte) · MemberListResponse (length, message) · number of removed ids (varint) · each (8 bytes)
 * version: format version (1 byte) · version of the server (length, UTF-8) · version of the cluster (length, UTF-8)
 * </pre>
 */
public final class MembersProtocol {
    /** Channel on which {@link #decodeMembers} understands the answer to {@link #REQUEST}. */
    public static final String MEMBERS_CHANNEL = "members";

    /** Channel on which {@link #decodeVersions} understands the answer to {@link #REQUEST}. */
    public static final String VERSION_CHANNEL = "version";

    /** The question, the same on both channels. */
    public static final Bytes REQUEST = Bytes.EMPTY;

    private static final byte FORMAT_VERSION = 1;

    private MembersProtocol() {}

    /**
     * A cluster as one of its members sees it.
     *
     * @param clusterId of the answering member
     * @param answering the member that answers
     * @param members ascending by id, with names and client URLs as far as they have started; empty for a founding member
     *     that has not met the others yet
     * @param removed ids that never come back
     */
    public record Members(long clusterId, MemberId answering, List<Member> members, List<MemberId> removed) {
        public Members {
            members = List.copyOf(members);
            removed = List.copyOf(removed);
        }
    }

    /**
     * Versions as one member knows them.
     *
     * @param server version of its etcd API, such as {@code 3.7.1}
     * @param cluster what the members agreed upon, such as {@code 3.7.0}; empty before that
     */
    public record Versions(String server, Optional<String> cluster) {}

    /** The answer on {@link #MEMBERS_CHANNEL}. */
    public static Bytes encode(Members members) {
        MemberListResponse list = MemberListResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder()
                        .setClusterId(members.clusterId())
                        .setMemberId(members.answering().value()))
                .addAllMembers(members.members())
                .build();
        return write(out -> {
            out.writeByteArrayNoTag(((MessageLite) list).toByteArray());
            out.writeUInt32NoTag(members.removed().size());
            for (MemberId id : members.removed()) {
                out.writeFixed64NoTag(id.value());
            }
        });
    }

    /**
     * Reads an answer from {@link #MEMBERS_CHANNEL}.
     *
     * @throws IllegalArgumentException if it is none, or one of another format
     */
    public static Members decodeMembers(Bytes answer) {
        return read(answer, in -> {
            MemberListResponse list = MemberListResponse.parseFrom(in.readByteArray());
            int count = in.readUInt32();
            List<MemberId> removed = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                removed.add(new MemberId(in.readFixed64()));
            }
            return new Members(
                    list.getHeader().getClusterId(),
                    new MemberId(list.getHeader().getMemberId()),
                    list.getMembersList(),
                    removed);
        });
    }

    /** The answer on {@link #VERSION_CHANNEL}. */
    public static Bytes encode(Versions versions) {
        return write(out -> {
            out.writeStringNoTag(versions.server());
            out.writeStringNoTag(versions.cluster().orElse(""));
        });
    }

    /**
     * Reads an answer from {@link #VERSION_CHANNEL}.
     *
     * @throws IllegalArgumentException if it is none, or one of another format
     */
    public static Versions decodeVersions(Bytes answer) {
        return read(
                answer,
                in -> new Versions(
                        in.readString(), Optional.of(in.readString()).filter(version -> !version.isEmpty())));
    }

    private static Bytes write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.write(FORMAT_VERSION);
            writing.writeTo(out);
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory refused bytes", impossible);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    private static <A> A read(Bytes answer, Reading<A> reading) {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(answer.array(), answer.offset(), answer.length())
                .newCodedInput();
        try {
            byte format = in.readRawByte();
            if (format != FORMAT_VERSION) {
                throw new IllegalArgumentException(
                        "an answer of format " + format + ", which this release does not know");
            }
            return reading.readFrom(in);
        } catch (IOException malformed) {
            throw new IllegalArgumentException("an answer that cannot be read", malformed);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    @FunctionalInterface
    private interface Reading<A> {
        A readFrom(CodedInputStream in) throws IOException;
    }
}

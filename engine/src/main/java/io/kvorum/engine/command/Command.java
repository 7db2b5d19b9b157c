package io.kvorum.engine.command;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.spi.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One replicated request: an envelope, then the request in wire form.
 *
 * <pre>
 * format version (1 byte) · operation (1 byte) · request id (8 bytes) · origin (8 bytes) · wall time (8 bytes)
 * · decided term (varint) · auth revision (varint) · retry id (varint) · user (length, UTF-8) · request (the rest)
 * </pre>
 *
 * @param requestId unique among all requests of one origin, over restarts too; the origin finds its waiting caller by it
 * @param origin the member that proposed it
 * @param wallMilliseconds the origin's wall clock; the state keeps the maximum, so that its time never goes back
 * @param decidedTerm term in which a leader alone decided this, 0 if nobody's leadership matters (CON-10)
 * @param authRevision revision of the auth store the caller's rights were read at
 * @param retryId by which a repeated request is recognised; 0 if the caller gave none
 * @param user the authenticated user; empty if none
 * @param request the request in wire form, sharing the log entry's bytes
 */
public record Command(
        Operation operation,
        long requestId,
        long origin,
        long wallMilliseconds,
        long decidedTerm,
        long authRevision,
        long retryId,
        String user,
        ByteString request) {
    private static final int FORMAT_VERSION = 1;
    private static final int FIXED_BYTES = 2 + 3 * Long.BYTES;

    /** Upper bound of what the envelope adds to a request whose user name has {@code userBytes}. */
    public static int overheadBytes(int userBytes) {
        return FIXED_BYTES + 4 * 10 + userBytes;
    }

    /** Encodes a command of no user in particular straight from its message: one array, written once. */
    public static Bytes encode(
            Operation operation,
            long requestId,
            long origin,
            long wallMilliseconds,
            long decidedTerm,
            MessageLite request) {
        int size = FIXED_BYTES
                + CodedOutputStream.computeUInt64SizeNoTag(decidedTerm)
                + 3 // no auth revision, no retry id, no user
                + request.getSerializedSize();
        byte[] encoded = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(encoded);
        try {
            out.write((byte) FORMAT_VERSION);
            out.write((byte) operation.code());
            out.writeFixed64NoTag(requestId);
            out.writeFixed64NoTag(origin);
            out.writeFixed64NoTag(wallMilliseconds);
            out.writeUInt64NoTag(decidedTerm);
            out.writeUInt64NoTag(0);
            out.writeUInt64NoTag(0);
            out.writeUInt32NoTag(0);
            request.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException impossible) {
            throw new UncheckedIOException("an array of the computed size was too small", impossible);
        }
        return Bytes.wrap(encoded);
    }

    /**
     * Decodes an entry's payload.
     *
     * @throws UnknownCommandException if it was written by a release that knows more than this one
     */
    public static Command decode(Bytes payload) {
        ByteString whole = UnsafeByteOperations.unsafeWrap(payload.array(), payload.offset(), payload.length());
        CodedInputStream in = whole.newCodedInput();
        try {
            int format = in.readRawByte();
            int code = in.readRawByte();
            Operation operation = Operation.of(code);
            if (format != FORMAT_VERSION || operation == null) {
                throw new UnknownCommandException(format, code);
            }
            return new Command(
                    operation,
                    in.readFixed64(),
                    in.readFixed64(),
                    in.readFixed64(),
                    in.readUInt64(),
                    in.readUInt64(),
                    in.readUInt64(),
                    in.readString(),
                    whole.substring(in.getTotalBytesRead()));
        } catch (IOException damaged) {
            throw new UncheckedIOException("a log entry is not a command, though its checksum held", damaged);
        }
    }
}

package io.kvorum.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * The pieces of protobuf's wire form that the answers share. A null stands for an absent message field, a message
 * without content for a present one; scalars at their default are omitted.
 */
final class Wire {
    private Wire() {}

    /** Bytes of a length-delimited field whose content has {@code length} bytes. */
    static long delimitedSize(int field, int length) {
        return CodedOutputStream.computeTagSize(field)
                + CodedOutputStream.computeUInt32SizeNoTag(length)
                + (long) length;
    }

    static long bytesSize(int field, ByteString bytes) {
        return bytes == null ? 0 : delimitedSize(field, bytes.size());
    }

    static long headerSize(Header header) {
        return header == null ? 0 : delimitedSize(1, header.encodedSize());
    }

    static long rowsSize(int field, List<ByteString> rows) {
        long size = 0;
        for (int i = 0; i < rows.size(); i++) {
            size += delimitedSize(field, rows.get(i).size());
        }
        return size;
    }

    static int int64Size(int field, long value) {
        return value == 0 ? 0 : CodedOutputStream.computeInt64Size(field, value);
    }

    static int boolSize(int field, boolean value) {
        return value ? CodedOutputStream.computeBoolSize(field, true) : 0;
    }

    static void writeDelimitedStart(CodedOutputStream out, int field, int length) throws IOException {
        out.writeTag(field, 2);
        out.writeUInt32NoTag(length);
    }

    static void writeBytes(CodedOutputStream out, int field, ByteString bytes) throws IOException {
        if (bytes != null) {
            out.writeBytes(field, bytes);
        }
    }

    static void writeHeader(CodedOutputStream out, Header header) throws IOException {
        if (header != null) {
            writeDelimitedStart(out, 1, header.encodedSize());
            header.encodeTo(out);
        }
    }

    static void writeRows(CodedOutputStream out, int field, List<ByteString> rows) throws IOException {
        // By index: an iterator would be garbage, and the lists are random access.
        for (int i = 0; i < rows.size(); i++) {
            out.writeBytes(field, rows.get(i));
        }
    }

    static void writeInt64(CodedOutputStream out, int field, long value) throws IOException {
        if (value != 0) {
            out.writeInt64(field, value);
        }
    }

    static void writeBool(CodedOutputStream out, int field, boolean value) throws IOException {
        if (value) {
            out.writeBool(field, true);
        }
    }

    /**
     * The length of a whole message as gRPC can carry it (R396).
     *
     * @throws KvorumException if it does not fit into 2 GiB - 1
     */
    static int messageSize(long size) {
        if (size > Integer.MAX_VALUE) {
            String text = "grpc: trying to send message larger than max (" + size + " vs. " + Integer.MAX_VALUE + ")";
            throw KvorumException.withText(StatusCode.RESOURCE_EXHAUSTED, text, Retry.UNKNOWN_OUTCOME);
        }
        return (int) size;
    }
}

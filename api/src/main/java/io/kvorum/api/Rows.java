package io.kvorum.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.api.mvccpb.KeyValue;
import java.io.IOException;

/**
 * Writes and reads {@code mvccpb.KeyValue} in wire form without objects: fields ascending, defaults omitted, which is
 * the form that etcd stores and that the hash of the key history is defined on (R311). Byte for byte what protobuf
 * would write. Stateless, usable from any thread.
 *
 * <p>The readers take rows in this form, with or without unknown fields; a field that is absent reads as 0 or empty.
 * They throw {@link IllegalArgumentException} for bytes that are no such row, as far as they look at them. A {@link
 * ByteString} that they return shares the bytes of the row, which nobody may change.
 */
public final class Rows {
    private static final int KEY = KeyValue.KEY_FIELD_NUMBER;
    private static final int CREATE_REVISION = KeyValue.CREATE_REVISION_FIELD_NUMBER;
    private static final int MOD_REVISION = KeyValue.MOD_REVISION_FIELD_NUMBER;
    private static final int VERSION = KeyValue.VERSION_FIELD_NUMBER;
    private static final int VALUE = KeyValue.VALUE_FIELD_NUMBER;
    private static final int LEASE = KeyValue.LEASE_FIELD_NUMBER;

    private Rows() {}

    /**
     * Encodes a pair.
     *
     * @param key the key
     * @param createRevision revision that created this incarnation
     * @param modRevision revision of the last change
     * @param version changes of this incarnation, 1 for a new one
     * @param value the value; empty for a row without one
     * @param lease the attached lease, 0 for none; may be negative
     * @return an array of its own
     */
    public static byte[] encode(
            ByteString key, long createRevision, long modRevision, long version, ByteString value, long lease) {
        long size = contentSize(KEY, key)
                + Wire.int64Size(CREATE_REVISION, createRevision)
                + Wire.int64Size(MOD_REVISION, modRevision)
                + Wire.int64Size(VERSION, version)
                + contentSize(VALUE, value)
                + Wire.int64Size(LEASE, lease);
        byte[] row = new byte[Wire.messageSize(size)];
        CodedOutputStream out = CodedOutputStream.newInstance(row);
        try {
            writeContent(out, KEY, key);
            Wire.writeInt64(out, CREATE_REVISION, createRevision);
            Wire.writeInt64(out, MOD_REVISION, modRevision);
            Wire.writeInt64(out, VERSION, version);
            writeContent(out, VALUE, value);
            Wire.writeInt64(out, LEASE, lease);
        } catch (IOException cause) {
            throw new IllegalStateException("a row is longer than its size", cause);
        }
        out.checkNoSpaceLeft();
        return row;
    }

    /** As {@link #encode(ByteString, long, long, long, ByteString, long)}, for arrays, which are copied. */
    public static byte[] encode(
            byte[] key, long createRevision, long modRevision, long version, byte[] value, long lease) {
        ByteString keyBytes = UnsafeByteOperations.unsafeWrap(key);
        return encode(keyBytes, createRevision, modRevision, version, UnsafeByteOperations.unsafeWrap(value), lease);
    }

    /** Encodes the row of a deletion, which has a key and nothing else (R311). */
    public static byte[] encodeTombstone(ByteString key) {
        return encode(key, 0, 0, 0, ByteString.EMPTY, 0);
    }

    /** Whether the row is that of a deletion: it has no mod revision. */
    public static boolean isTombstone(ByteString row) {
        return modRevision(row) == 0;
    }

    /**
     * The row for {@code keys_only} (R31): the same bytes without the value. Returns the row itself if it has no value.
     */
    public static ByteString withoutValue(ByteString row) {
        int content = RowScanner.find(row, VALUE);
        if (content < 0) {
            return row;
        }
        int end = RowScanner.end(row, content);
        // Tag in front of the length: one byte for this field.
        int start = content - 1;
        if (end == row.size()) {
            return row.substring(0, start);
        }
        // Joined by hand: concat would make a rope for longer keys, slower to write than to copy.
        byte[] joined = new byte[start + row.size() - end];
        row.copyTo(joined, 0, 0, start);
        row.copyTo(joined, end, start, row.size() - end);
        return UnsafeByteOperations.unsafeWrap(joined);
    }

    /** The key. */
    public static ByteString key(ByteString row) {
        return RowScanner.bytes(row, KEY);
    }

    /** The revision that created this incarnation. */
    public static long createRevision(ByteString row) {
        return RowScanner.number(row, CREATE_REVISION);
    }

    /** The revision of the last change; 0 for the row of a deletion. */
    public static long modRevision(ByteString row) {
        return RowScanner.number(row, MOD_REVISION);
    }

    /** The number of changes of this incarnation. */
    public static long version(ByteString row) {
        return RowScanner.number(row, VERSION);
    }

    /** The value. */
    public static ByteString value(ByteString row) {
        return RowScanner.bytes(row, VALUE);
    }

    /** The attached lease; 0 for none. */
    public static long lease(ByteString row) {
        return RowScanner.number(row, LEASE);
    }

    /** As {@link #key(ByteString)}, for the {@code length} bytes from {@code offset}. */
    public static ByteString key(byte[] row, int offset, int length) {
        return key(UnsafeByteOperations.unsafeWrap(row, offset, length));
    }

    /** As {@link #createRevision(ByteString)}, for the {@code length} bytes from {@code offset}. */
    public static long createRevision(byte[] row, int offset, int length) {
        return createRevision(UnsafeByteOperations.unsafeWrap(row, offset, length));
    }

    /** As {@link #modRevision(ByteString)}, for the {@code length} bytes from {@code offset}. */
    public static long modRevision(byte[] row, int offset, int length) {
        return modRevision(UnsafeByteOperations.unsafeWrap(row, offset, length));
    }

    /** As {@link #version(ByteString)}, for the {@code length} bytes from {@code offset}. */
    public static long version(byte[] row, int offset, int length) {
        return version(UnsafeByteOperations.unsafeWrap(row, offset, length));
    }

    /** As {@link #value(ByteString)}, for the {@code length} bytes from {@code offset}. */
    public static ByteString value(byte[] row, int offset, int length) {
        return value(UnsafeByteOperations.unsafeWrap(row, offset, length));
    }

    /** As {@link #lease(ByteString)}, for the {@code length} bytes from {@code offset}. */
    public static long lease(byte[] row, int offset, int length) {
        return lease(UnsafeByteOperations.unsafeWrap(row, offset, length));
    }

    private static long contentSize(int field, ByteString content) {
        return content.isEmpty() ? 0 : Wire.delimitedSize(field, content.size());
    }

    private static void writeContent(CodedOutputStream out, int field, ByteString content) throws IOException {
        if (!content.isEmpty()) {
            out.writeBytes(field, content);
        }
    }
}

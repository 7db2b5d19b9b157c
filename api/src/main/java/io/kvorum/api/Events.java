package io.kvorum.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.api.mvccpb.KeyValue;
import java.io.IOException;

/**
 * Makes {@code mvccpb.Event} in wire form out of rows in wire form (R173, R174): byte for byte what protobuf would
 * write. Stateless, usable from any thread.
 */
public final class Events {
    private static final int TYPE = Event.TYPE_FIELD_NUMBER;
    private static final int DELETE = Event.EventType.DELETE_VALUE;

    private Events() {}

    /**
     * A key was stored. The type PUT is a default and therefore not written.
     *
     * @param row the new pair, see {@link Rows}
     * @param previousRow the pair before, or null (R174)
     */
    public static ByteString put(ByteString row, ByteString previousRow) {
        long size =
                Wire.bytesSize(Event.KV_FIELD_NUMBER, row) + Wire.bytesSize(Event.PREV_KV_FIELD_NUMBER, previousRow);
        byte[] bytes = new byte[Wire.messageSize(size)];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeBytes(Event.KV_FIELD_NUMBER, row);
            Wire.writeBytes(out, Event.PREV_KV_FIELD_NUMBER, previousRow);
        } catch (IOException cause) {
            throw new IllegalStateException("a put event is longer than its size", cause);
        }
        out.checkNoSpaceLeft();
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /**
     * A key was deleted, by a client or by the end of its lease.
     *
     * @param key the key
     * @param modRevision the revision of the deletion
     * @param previousRow the pair before, or null (R174)
     */
    public static ByteString delete(ByteString key, long modRevision, ByteString previousRow) {
        int pairSize = Wire.messageSize((key.isEmpty() ? 0 : Wire.bytesSize(KeyValue.KEY_FIELD_NUMBER, key))
                + Wire.int64Size(KeyValue.MOD_REVISION_FIELD_NUMBER, modRevision));
        long size = CodedOutputStream.computeEnumSize(TYPE, DELETE)
                + Wire.delimitedSize(Event.KV_FIELD_NUMBER, pairSize)
                + Wire.bytesSize(Event.PREV_KV_FIELD_NUMBER, previousRow);
        byte[] bytes = new byte[Wire.messageSize(size)];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeEnum(TYPE, DELETE);
            Wire.writeDelimitedStart(out, Event.KV_FIELD_NUMBER, pairSize);
            if (!key.isEmpty()) {
                out.writeBytes(KeyValue.KEY_FIELD_NUMBER, key);
            }
            Wire.writeInt64(out, KeyValue.MOD_REVISION_FIELD_NUMBER, modRevision);
            Wire.writeBytes(out, Event.PREV_KV_FIELD_NUMBER, previousRow);
        } catch (IOException cause) {
            throw new IllegalStateException("a delete event is longer than its size", cause);
        }
        out.checkNoSpaceLeft();
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /** Whether an event made here is a deletion. */
    public static boolean isDelete(ByteString event) {
        // Fields ascend and PUT is omitted: only a deletion starts with field 1.
        return event.byteAt(0) == (TYPE << 3);
    }
}

package io.kvorum.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.api.etcdserverpb.WatchResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Events as they stand in a watch answer: one block of bytes that holds field {@code events} of {@code WatchResponse},
 * with tag and length before each {@code mvccpb.Event}. The block is made once for a batch and shared by the answers of
 * all watchers; parts of it share its bytes too. Immutable, usable from any thread.
 */
public final class EncodedEvents {
    /** No events. */
    public static final EncodedEvents NONE = new EncodedEvents(ByteString.EMPTY, new int[1], 0, 0);

    private static final int FIELD = WatchResponse.EVENTS_FIELD_NUMBER;

    private final ByteString block;
    /** Where each event of the whole batch starts, its tag included, and one end; shared by the parts of the batch. */
    private final int[] starts;
    /** The first event of this part, and the one after its last. */
    private final int from;

    private final int to;

    private EncodedEvents(ByteString block, int[] starts, int from, int to) {
        this.block = block;
        this.starts = starts;
        this.from = from;
        this.to = to;
    }

    /**
     * Encodes a batch.
     *
     * @param events each an {@code mvccpb.Event} in wire form, see {@link Events}, in revision order
     * @throws KvorumException if the block is longer than gRPC can carry
     */
    public static EncodedEvents of(List<ByteString> events) {
        if (events.isEmpty()) {
            return NONE;
        }
        int count = events.size();
        int[] starts = new int[count + 1];
        long size = 0;
        for (int i = 0; i < count; i++) {
            starts[i] = (int) size;
            size = Wire.messageSize(
                    size + Wire.delimitedSize(FIELD, events.get(i).size()));
        }
        starts[count] = (int) size;
        byte[] bytes = new byte[(int) size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            Wire.writeRows(out, FIELD, events);
        } catch (IOException cause) {
            throw new IllegalStateException("events are longer than their sizes", cause);
        }
        out.checkNoSpaceLeft();
        return new EncodedEvents(UnsafeByteOperations.unsafeWrap(bytes), starts, 0, count);
    }

    /** The bytes of all events, each behind its tag and length; the tail of a watch answer as it is sent. */
    public ByteString block() {
        return block;
    }

    /** Number of events. */
    public int count() {
        return to - from;
    }

    /** Whether there is no event. */
    public boolean isEmpty() {
        return from == to;
    }

    /** Bytes of one event in the block, with its tag and length; for finding where to cut a batch (R189). */
    public int encodedSize(int index) {
        int position = from + checkIndex(index);
        return starts[position + 1] - starts[position];
    }

    /** One event as {@code mvccpb.Event} in wire form; shares the bytes of the block. */
    public ByteString event(int index) {
        int position = from + checkIndex(index);
        int start = starts[position] - starts[from];
        int end = starts[position + 1] - starts[from];
        int content = start;
        // The tag of field 11 is one byte; the length is a varint, whose last byte has no high bit.
        do {
            content++;
        } while (block.byteAt(content) < 0);
        return block.substring(content + 1, end);
    }

    /**
     * A part of the batch, for fragments (R189); shares the bytes of the block.
     *
     * @param first index of the first event
     * @param end index after the last event
     */
    public EncodedEvents slice(int first, int end) {
        if (first < 0 || first > end || end > count()) {
            throw new IndexOutOfBoundsException("events " + first + " to " + end + " of " + count());
        }
        if (first == end) {
            return NONE;
        }
        int base = starts[from];
        ByteString part = block.substring(starts[from + first] - base, starts[from + end] - base);
        return new EncodedEvents(part, starts, from + first, from + end);
    }

    /**
     * The events that a watcher's filters let through (R175). Without a filter, or when it drops nothing, this very
     * object; else a block of its own.
     *
     * @param dropPuts filter NOPUT
     * @param dropDeletes filter NODELETE
     */
    public EncodedEvents filtered(boolean dropPuts, boolean dropDeletes) {
        if (!dropPuts && !dropDeletes) {
            return this;
        }
        if (dropPuts && dropDeletes) {
            return NONE;
        }
        List<ByteString> kept = new ArrayList<>(count());
        for (int i = 0; i < count(); i++) {
            ByteString event = event(i);
            if (Events.isDelete(event) == dropPuts) {
                kept.add(event);
            }
        }
        return kept.size() == count() ? this : of(kept);
    }

    private int checkIndex(int index) {
        if (index < 0 || index >= count()) {
            throw new IndexOutOfBoundsException("event " + index + " of " + count());
        }
        return index;
    }

    @Override
    public String toString() {
        return "EncodedEvents[count=" + count() + ", bytes=" + block.size() + "]";
    }
}

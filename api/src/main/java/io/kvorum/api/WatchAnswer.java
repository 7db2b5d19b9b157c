package io.kvorum.api;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Parser;
import io.kvorum.api.etcdserverpb.WatchResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * One message of a watch stream. The events are a block of bytes that the answers of all watchers share; header and id
 * are this watcher's own. Immutable.
 */
public final class WatchAnswer extends EncodedAnswer<WatchResponse> {
    /** The id in an answer that belongs to no watcher, or to the whole stream. */
    public static final long NO_WATCHER = -1;

    /** Cancel reason: the wished id is in use on the stream (R162). */
    public static final String DUPLICATE_WATCH_ID = "mvcc: duplicate watch ID provided on the WatchStream";

    /** Cancel reason: the interval has no key (R165). */
    public static final String EMPTY_RANGE = "mvcc: watcher range is empty";

    private final Header header;
    private final long watchId;
    private final boolean created;
    private final boolean canceled;
    private final long compactRevision;
    private final String cancelReason;
    private final boolean fragment;
    private final EncodedEvents events;

    /**
     * Makes an answer of any kind; the factories below make the usual ones.
     *
     * @param header its revision follows R180-R182; null for none
     * @param watchId the watcher, or {@link #NO_WATCHER}
     * @param created acknowledges a create request (R163)
     * @param canceled no further events for this watcher (R169)
     * @param compactRevision the compaction point that the watcher fell behind, or 0 (R171)
     * @param cancelReason why it was cancelled, or empty
     * @param fragment whether further parts of the same batch follow (R189)
     * @param events the events in revision order; {@link EncodedEvents#NONE} for none
     * @throws KvorumException if the answer is longer than gRPC can carry
     */
    public WatchAnswer(
            Header header,
            long watchId,
            boolean created,
            boolean canceled,
            long compactRevision,
            String cancelReason,
            boolean fragment,
            EncodedEvents events) {
        super(Wire.headerSize(header)
                + Wire.int64Size(WatchResponse.WATCH_ID_FIELD_NUMBER, watchId)
                + Wire.boolSize(WatchResponse.CREATED_FIELD_NUMBER, created)
                + Wire.boolSize(WatchResponse.CANCELED_FIELD_NUMBER, canceled)
                + Wire.int64Size(WatchResponse.COMPACT_REVISION_FIELD_NUMBER, compactRevision)
                + reasonSize(cancelReason)
                + Wire.boolSize(WatchResponse.FRAGMENT_FIELD_NUMBER, fragment)
                + events.block().size());
        this.header = header;
        this.watchId = watchId;
        this.created = created;
        this.canceled = canceled;
        this.compactRevision = compactRevision;
        this.cancelReason = Objects.requireNonNull(cancelReason, "cancelReason");
        this.fragment = fragment;
        this.events = events;
    }

    /** Acknowledges a watcher (R163). */
    public static WatchAnswer created(Header header, long watchId) {
        return new WatchAnswer(header, watchId, true, false, 0, "", false, EncodedEvents.NONE);
    }

    /** Refuses a watcher (R162, R165, R167, R168). */
    public static WatchAnswer refused(Header header, String cancelReason) {
        return new WatchAnswer(header, NO_WATCHER, true, true, 0, cancelReason, false, EncodedEvents.NONE);
    }

    /** Acknowledges the client's cancel of a watcher (R169). */
    public static WatchAnswer canceled(Header header, long watchId) {
        return new WatchAnswer(header, watchId, false, true, 0, "", false, EncodedEvents.NONE);
    }

    /**
     * Cancels a watcher that fell behind the compaction point (R171).
     *
     * @param header its revision is 0 in this answer alone (R20f)
     */
    public static WatchAnswer compacted(Header header, long watchId, long compactRevision) {
        return new WatchAnswer(header, watchId, false, true, compactRevision, "", false, EncodedEvents.NONE);
    }

    /**
     * Tells that all events up to the header's revision have been sent (R182); for the stream with {@link #NO_WATCHER}
     * (R185).
     */
    public static WatchAnswer progress(Header header, long watchId) {
        return new WatchAnswer(header, watchId, false, false, 0, "", false, EncodedEvents.NONE);
    }

    /** Brings events, whole. */
    public static WatchAnswer events(Header header, long watchId, EncodedEvents events) {
        return fragment(header, watchId, false, events);
    }

    /**
     * Brings a part of the events of a batch (R189).
     *
     * @param moreFollows false for the last part
     */
    public static WatchAnswer fragment(Header header, long watchId, boolean moreFollows, EncodedEvents events) {
        return new WatchAnswer(header, watchId, false, false, 0, "", moreFollows, events);
    }

    /** The header; null for none. */
    public Header header() {
        return header;
    }

    /** The watcher, or {@link #NO_WATCHER}. */
    public long watchId() {
        return watchId;
    }

    /** Whether this acknowledges a create request. */
    public boolean created() {
        return created;
    }

    /** Whether the watcher gets no further events. */
    public boolean canceled() {
        return canceled;
    }

    /** The compaction point that the watcher fell behind, or 0. */
    public long compactRevision() {
        return compactRevision;
    }

    /** Why the watcher was cancelled, or empty. */
    public String cancelReason() {
        return cancelReason;
    }

    /** Whether further parts of the same batch follow. */
    public boolean fragment() {
        return fragment;
    }

    /** The events in revision order. */
    public EncodedEvents events() {
        return events;
    }

    @Override
    public void encodeTo(CodedOutputStream out) throws IOException {
        Wire.writeHeader(out, header);
        Wire.writeInt64(out, WatchResponse.WATCH_ID_FIELD_NUMBER, watchId);
        Wire.writeBool(out, WatchResponse.CREATED_FIELD_NUMBER, created);
        Wire.writeBool(out, WatchResponse.CANCELED_FIELD_NUMBER, canceled);
        Wire.writeInt64(out, WatchResponse.COMPACT_REVISION_FIELD_NUMBER, compactRevision);
        if (!cancelReason.isEmpty()) {
            out.writeString(WatchResponse.CANCEL_REASON_FIELD_NUMBER, cancelReason);
        }
        Wire.writeBool(out, WatchResponse.FRAGMENT_FIELD_NUMBER, fragment);
        // The block brings its own tags and lengths, so that a thousand watchers write the same bytes.
        out.writeRawBytes(events.block());
    }

    @Override
    Parser<WatchResponse> parser() {
        return WatchResponse.parser();
    }

    private static int reasonSize(String reason) {
        return reason.isEmpty()
                ? 0
                : CodedOutputStream.computeStringSize(WatchResponse.CANCEL_REASON_FIELD_NUMBER, reason);
    }
}

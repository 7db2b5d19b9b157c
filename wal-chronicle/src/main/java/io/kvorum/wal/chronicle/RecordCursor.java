package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Walks the documents of a segment file and checks each. One thread. */
final class RecordCursor {
    private static final String CLEAN_END = "the log ends";

    private final FileWindow window;
    private final byte[] seed;
    private final CRC32C crc = new CRC32C();
    private long position;
    private long document;
    private String stop = CLEAN_END;

    RecordCursor(FileWindow window, long logIdentity, long position) {
        this.window = window;
        this.seed = RecordFormat.seed(logIdentity);
        this.position = position;
    }

    /** Goes to the next document of ours; false if there is none, or none that is intact. */
    boolean next() throws IOException {
        while (true) {
            if (!window.require(position, DocumentFrame.LENGTH_BYTES)) {
                return stop("the file ends");
            }
            int word = window.buffer().getInt(window.at(position));
            if (!DocumentFrame.isComplete(word)) {
                return stop(word == 0 ? CLEAN_END : "a record is incomplete");
            }
            int length = DocumentFrame.length(word);
            document = position + DocumentFrame.LENGTH_BYTES;
            if (document + length > window.fileBytes()) {
                return stop("a length is damaged");
            }
            if (!DocumentFrame.isMetadata(word)) {
                return check(length);
            }
            position = DocumentFrame.next(position, length);
        }
    }

    private boolean check(int length) throws IOException {
        if (length < RecordFormat.HEADER_BYTES || !window.require(document, RecordFormat.HEADER_BYTES)) {
            return stop("a record is too short");
        }
        if (!RecordFormat.plausible(window.buffer(), at(), length - RecordFormat.HEADER_BYTES)) {
            return stop("a record's header is damaged");
        }
        if (kind() != RecordFormat.KIND_IDENTITY && payloadLength() != length - RecordFormat.HEADER_BYTES) {
            return stop("a length is damaged");
        }
        if (!window.require(document, length) || !RecordFormat.intact(window.buffer(), at(), crc, seed)) {
            return stop("a record's checksum is wrong");
        }
        position = DocumentFrame.next(position, length);
        return true;
    }

    private boolean stop(String reason) {
        stop = reason;
        return false;
    }

    private int at() {
        return window.at(document);
    }

    /** Position in the file of the present record's header. */
    long document() {
        return document;
    }

    /** Position of the word that {@link #next} looks at next, or stopped at. */
    long position() {
        return position;
    }

    /** Why {@link #next} said no. */
    String stopReason() {
        return stop;
    }

    byte kind() {
        return RecordFormat.kind(window.buffer(), at());
    }

    byte type() {
        return RecordFormat.type(window.buffer(), at());
    }

    long lsn() {
        return RecordFormat.lsn(window.buffer(), at());
    }

    long syncedLsn() {
        return RecordFormat.syncedLsn(window.buffer(), at());
    }

    int payloadLength() {
        return RecordFormat.length(window.buffer(), at());
    }

    /** A read-only view that is valid until the next call of {@link #next}. */
    ByteBuffer payload() {
        ByteBuffer memory = window.buffer();
        return memory.slice(at() + RecordFormat.HEADER_BYTES, payloadLength()).asReadOnlyBuffer();
    }
}

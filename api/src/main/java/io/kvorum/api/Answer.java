package io.kvorum.api;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;

/**
 * An answer that travels in wire form: it writes exactly the bytes that its message would, out of rows that are encoded
 * already. Immutable, usable from any thread, any number of times.
 *
 * @param <M> the message that this answer stands for
 */
public interface Answer<M extends MessageLite> {
    /** Length of the encoding in bytes; known at once. */
    int encodedSize();

    /**
     * Writes the encoding: fields in ascending order, defaults omitted, no length in front. Creates no garbage per row.
     * Does not flush.
     *
     * @throws IOException only what {@code out} throws
     */
    void encodeTo(CodedOutputStream out) throws IOException;

    /** The encoding in an array of its own. */
    default byte[] toByteArray() {
        return EncodedAnswer.encode(this);
    }

    /**
     * Parses the answer into its message, for those who want objects: the JSON gateway, embedded callers, tests. Costs
     * a copy.
     *
     * @throws IllegalStateException if a row is not the message that it claims to be, which is a fault of the server
     */
    M toMessage();
}

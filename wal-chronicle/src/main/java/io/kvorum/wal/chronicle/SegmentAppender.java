package io.kvorum.wal.chronicle;

import io.kvorum.spi.Bytes;

/** Puts documents into one segment. One thread at a time; it may be handed over. */
interface SegmentAppender extends AutoCloseable {
    /**
     * Appends one document: {@code head} and then {@code payload}.
     *
     * @return position in the file of the document's first byte, which {@link DocumentFrame#LENGTH_BYTES} precede
     */
    long append(byte[] head, int headOffset, int headLength, Bytes... payload);

    /** Position in the file behind the newest document. */
    long end();

    @Override
    void close();
}

package io.kvorum.wal.chronicle;

/**
 * How Chronicle frames documents in a {@code .cq4} file: a little-endian word with length and two flags, then the
 * document, then zeros up to the next multiple of four.
 */
final class DocumentFrame {
    /** Size of the word before each document. */
    static final int LENGTH_BYTES = 4;

    private static final int NOT_COMPLETE = 0x80000000;
    private static final int META_DATA = 0x40000000;
    private static final int LENGTH_MASK = 0x3fffffff;

    private DocumentFrame() {}

    /** Whether a word announces a finished document; 0 is untouched space. */
    static boolean isComplete(int word) {
        return word != 0 && (word & NOT_COMPLETE) == 0;
    }

    /** Whether the document is one of Chronicle's own: file header or index. */
    static boolean isMetadata(int word) {
        return (word & META_DATA) != 0;
    }

    /** Bytes of the document, without padding. */
    static int length(int word) {
        return word & LENGTH_MASK;
    }

    /** Where the word of the next document is, for a document of {@code length} bytes whose word is at {@code position}. */
    static long next(long position, int length) {
        return position + LENGTH_BYTES + ((length + 3L) & ~3L);
    }
}

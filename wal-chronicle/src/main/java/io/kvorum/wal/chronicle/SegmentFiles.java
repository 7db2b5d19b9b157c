package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The file system as the log uses it; tests put faults here. */
interface SegmentFiles {
    /** Makes a directory that only its owner may enter, if it is missing. */
    void createDirectory(Path directory) throws IOException;

    /** Names in a directory, sorted. */
    List<String> list(Path directory) throws IOException;

    /** Makes an empty file that only its owner may read. */
    void create(Path file) throws IOException;

    /**
     * Gives a file its space by writing all of it: again what it has in its first {@code used} bytes, zeros behind.
     * Nobody else may write to it meanwhile.
     */
    void allocate(Path file, long used, long bytes) throws IOException;

    /** Makes or replaces a small file, durable when the call returns. */
    void replace(Path file, byte[] content) throws IOException;

    /** Opens an existing file. */
    SegmentFile open(Path file) throws IOException;

    /** Sees to it that only the owner may read the files of a directory: Chronicle makes them for everybody. */
    void protect(Path segmentDirectory) throws IOException;

    /** Makes the queue of a segment's directory, with its file; may throw anything that Chronicle throws. */
    SegmentAppender appender(Path segmentDirectory, long segmentBytes) throws IOException;

    /** Makes entries of a directory durable. */
    void syncDirectory(Path directory) throws IOException;

    /** Deletes a directory and the files in it, its segment file first; quiet if something is missing. */
    void delete(Path segmentDirectory) throws IOException;

    /** Bytes that may still be allocated. */
    long usableBytes(Path directory) throws IOException;
}

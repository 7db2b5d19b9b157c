package io.kvorum.wal.chronicle;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Names in the log's directory. */
final class SegmentLayout {
    /** The one cycle of each queue; Chronicle derives the name from the date of cycle 0. */
    static final String SEGMENT_FILE = "19700101.cq4";

    /** Chronicle's table of locks and counters, of no use once the process is gone. */
    static final String CHRONICLE_TABLE = "metadata.cq4t";

    private static final Pattern DIRECTORY = Pattern.compile("seg-[0-9a-f]{16}");

    private SegmentLayout() {}

    static Path directory(Path log, long number) {
        return log.resolve(String.format(Locale.ROOT, "seg-%016x", number));
    }

    static Path file(Path segmentDirectory) {
        return segmentDirectory.resolve(SEGMENT_FILE);
    }

    /** The number of the segment in a directory of this name; empty if it is none. */
    static OptionalLong number(String directoryName) {
        return DIRECTORY.matcher(directoryName).matches()
                ? OptionalLong.of(Long.parseUnsignedLong(directoryName.substring("seg-".length()), 16))
                : OptionalLong.empty();
    }
}

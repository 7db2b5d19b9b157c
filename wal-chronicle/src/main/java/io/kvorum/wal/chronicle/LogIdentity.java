package io.kvorum.wal.chronicle;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.wal.WalCorruptionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** File {@code FORMAT}: one line with the version of the layout and a number that tells this log from all others. */
final class LogIdentity {
    private static final String FILE = "FORMAT";
    private static final Pattern LINE = Pattern.compile("kvorum-wal-chronicle (\\d+) ([0-9a-f]{16})\n");

    private LogIdentity() {}

    /** Reads the log's identity, or gives a new log one. */
    static long of(Path directory, SegmentFiles files, LongSupplier newIdentity) throws IOException {
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            return parse(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        for (String name : files.list(directory)) {
            if (SegmentLayout.number(name).isPresent()) {
                throw new WalCorruptionException("file " + file + " is missing beside segments of a log", null);
            }
        }
        long identity = newIdentity.getAsLong();
        // Without a locale the version would be written in the digits of the user's country, and not be found again
        String line = String.format(Locale.ROOT, "kvorum-wal-chronicle %d %016x\n", RecordFormat.VERSION, identity);
        files.replace(file, line.getBytes(StandardCharsets.ISO_8859_1));
        return identity;
    }

    private static long parse(Path file, String text) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw new WalCorruptionException("file " + file + " is damaged at position 0", null);
        }
        if (!line.group(1).equals(String.valueOf(RecordFormat.VERSION))) {
            throw new ComponentException("the log in " + file.getParent() + " has format " + line.group(1)
                    + "; this version reads format " + RecordFormat.VERSION);
        }
        return Long.parseUnsignedLong(line.group(2), 16);
    }
}

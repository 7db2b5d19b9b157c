package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds and changes bytes in the segments of a log that is not open. */
final class SegmentEditor {
    private final Path log;

    SegmentEditor(Path log) {
        this.log = log;
    }

    /**
     * A record's place.
     *
     * @param header position of its header in the file
     */
    record Place(Path file, long lsn, long header, int payloadLength) {}

    /** Directories of segments, oldest first. */
    List<Path> segments() {
        try (Stream<Path> entries = Files.list(log)) {
            return entries.filter(entry ->
                            SegmentLayout.number(entry.getFileName().toString()).isPresent())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All intact records, oldest first. */
    List<Place> records() {
        List<Place> places = new ArrayList<>();
        try {
            long identity = LogIdentity.of(log, new OperatingSystemFiles(), () -> 0);
            for (Path segment : segments()) {
                Path path = SegmentLayout.file(segment);
                try (SegmentFile file = new OperatingSystemFiles().open(path)) {
                    RecordCursor cursor = new RecordCursor(new FileWindow(file, FileWindow.newBuffer()), identity, 0);
                    while (cursor.next()) {
                        if (cursor.kind() == RecordFormat.KIND_RECORD) {
                            places.add(new Place(path, cursor.lsn(), cursor.document(), cursor.payloadLength()));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return places;
    }

    Place record(long lsn) {
        return records().stream()
                .filter(place -> place.lsn() == lsn)
                .findFirst()
                .orElseThrow();
    }

    /** Flips all bits of one byte. */
    static void flip(Path file, long position) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) ~one.get(0));
            channel.write(one.flip(), position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, long position, byte... bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

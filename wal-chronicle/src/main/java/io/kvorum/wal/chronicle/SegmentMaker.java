package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes segments that are ready to be used. One call at a time. */
final class SegmentMaker {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentMaker.class);

    /** Left free for everything else that must still be written when the log has taken its share. */
    private static final long FREE_BYTES_MIN = 16L << 20;

    private final Path log;
    private final SegmentFiles files;
    private final boolean preallocate;
    private final RecordEncoder encoder;
    private long nextNumber;

    SegmentMaker(Path log, SegmentFiles files, boolean preallocate, long logIdentity, long nextNumber) {
        this.log = log;
        this.files = files;
        this.preallocate = preallocate;
        this.encoder = new RecordEncoder(logIdentity);
        this.nextNumber = nextNumber;
    }

    /**
     * Makes the next segment, durable with its directory entries; leaves nothing behind if that fails. Besides {@link
     * IOException}, whatever Chronicle throws.
     */
    synchronized PreparedSegment make(long bytes) throws IOException {
        requireSpace(bytes);
        long number = nextNumber++;
        Path directory = SegmentLayout.directory(log, number);
        SegmentFile file = null;
        SegmentAppender appender = null;
        try {
            files.createDirectory(directory);
            // Chronicle makes the file: it waits for another process if it finds one that is there but empty. It makes
            // its indexes with the first record
            appender = files.appender(directory, bytes);
            long identity = encoder.appendIdentity(appender, number, bytes);
            files.protect(directory);
            if (preallocate) {
                files.allocate(SegmentLayout.file(directory), appender.end(), bytes);
            }
            file = files.open(SegmentLayout.file(directory));
            file.force(true);
            files.syncDirectory(directory);
            files.syncDirectory(log);
            return new PreparedSegment(number, directory, file, appender, bytes, DurableMark.position(identity));
        } catch (Throwable failure) {
            remove(directory, file, appender);
            throw failure;
        }
    }

    /** Closes and deletes a segment that was never used. */
    void remove(PreparedSegment segment) {
        remove(segment.directory(), segment.file(), segment.appender());
    }

    private void remove(Path directory, SegmentFile file, SegmentAppender appender) {
        if (appender != null) {
            SegmentSupply.closeQuietly(appender);
        }
        try (file) {
            files.delete(directory);
        } catch (IOException failure) {
            // Recovery deletes it
            LOG.warn("cannot delete unused segment {}", directory, failure);
        }
    }

    /** Fails if a segment would not fit. Does not wait for one that is just being made. */
    void requireSpace(long bytes) throws IOException {
        if (files.usableBytes(log) < bytes + FREE_BYTES_MIN) {
            throw new NoSpaceException("a segment of " + bytes + " bytes and " + FREE_BYTES_MIN
                    + " bytes to spare are more than what is free in " + log);
        }
    }

    /** Whether something failed because the disk or a quota is full. */
    static boolean isLackOfSpace(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // The JVM throws InternalError when mapped memory finds no space on the disk
            if (cause instanceof NoSpaceException || cause instanceof InternalError || saysNoSpace(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysNoSpace(Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return cause instanceof IOException && (text.contains("no space left") || text.contains("quota exceeded"));
    }

    /** There is less space than a segment needs. */
    private static final class NoSpaceException extends IOException {
        private static final long serialVersionUID = 1L;

        NoSpaceException(String message) {
            super(message);
        }
    }
}

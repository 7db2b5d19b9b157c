package io.kvorum.spi.consensus;

import java.nio.ByteBuffer;

/** A snapshot that can be read, from any place, by several readers. Its format is the machine's own. */
public interface SnapshotSource extends AutoCloseable {
    SnapshotMeta meta();

    /**
     * Fills {@code target} from {@code position} on, as far as there are bytes. Any thread; may block for the disk.
     *
     * @return number of bytes; 0 at the end
     */
    int read(long position, ByteBuffer target);

    /** Gives the space back; any thread; may be repeated. */
    @Override
    void close();
}

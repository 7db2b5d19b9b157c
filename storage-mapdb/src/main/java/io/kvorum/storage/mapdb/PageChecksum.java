package io.kvorum.storage.mapdb;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The number that is kept for each page: its CRC32C, with 0 reserved for a page that was never written. */
final class PageChecksum {
    /** Stands for a page that reads as zeros and is not in the file. */
    static final int NEVER_WRITTEN = 0;

    private PageChecksum() {}

    static int of(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page);
        int value = (int) crc.getValue();
        return value == NEVER_WRITTEN ? 1 : value;
    }

    static int of(byte[] page) {
        return of(ByteBuffer.wrap(page));
    }
}

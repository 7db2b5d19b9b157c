package io.kvorum.storage.mapdb;

/** A version of 4 KiB of the store that has not reached the data file. The writer alone changes its bytes, while its epoch lasts. */
final class Page {
    static final int SIZE = 4096;
    static final int SHIFT = 12;

    /** Position in the file, counted in pages. */
    final long number;

    /** The writer's epoch in which this version may change; frozen afterwards. */
    final long epoch;

    /** Never used for another page: a reader may hold them for as long as it wants. */
    final byte[] bytes;

    /** The version before it, as long as that has not reached the data file; else null. */
    volatile Page previous;

    /** CRC of the bytes; set and read on the flush lane, after the page was frozen. */
    int checksum;

    Page(long number, long epoch, byte[] bytes, Page previous) {
        this.number = number;
        this.epoch = epoch;
        this.bytes = bytes;
        this.previous = previous;
    }

    /** This version, or the nearest before it that is not younger than {@code epochMax}; null if that is in the data file. */
    Page notAfter(long epochMax) {
        Page page = this;
        while (page != null && page.epoch > epochMax) {
            page = page.previous;
        }
        return page;
    }
}

package io.kvorum.spi.storage;

import io.kvorum.spi.Bytes;

/**
 * Keys from {@code from} (included) to {@code to} (excluded).
 *
 * @param from may be {@link Bytes#EMPTY} for the first key
 * @param to null for no upper end
 */
public record KeyRange(Bytes from, Bytes to) {
    /** Every key. */
    public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, null);

    public boolean contains(Bytes key) {
        return key.compareTo(from) >= 0 && (to == null || key.compareTo(to) < 0);
    }
}

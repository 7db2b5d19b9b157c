package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * Which keys a request means (R8): one key, all keys from one on, or the keys from one to before another. An end at or
 * before the start means no key at all (R9). Immutable.
 */
public final class KeyInterval {
    private final byte[] from;
    private final byte[] to;
    private final boolean single;

    private KeyInterval(byte[] from, byte[] to, boolean single) {
        this.from = from;
        this.to = to;
        this.single = single;
    }

    /**
     * The interval of a request.
     *
     * @param key first key, not empty
     * @param rangeEnd empty for the one key; one zero byte for all keys from {@code key} on; else the excluded end
     */
    public static KeyInterval of(ByteString key, ByteString rangeEnd) {
        byte[] from = key.toByteArray();
        if (rangeEnd.isEmpty()) {
            return new KeyInterval(from, Arrays.copyOf(from, from.length + 1), true);
        }
        if (rangeEnd.size() == 1 && rangeEnd.byteAt(0) == 0) {
            return new KeyInterval(from, null, false);
        }
        return new KeyInterval(from, rangeEnd.toByteArray(), false);
    }

    /** One key. */
    public static KeyInterval single(ByteString key) {
        return of(key, ByteString.EMPTY);
    }

    /** Whether the request named one key and no range. */
    public boolean isSingle() {
        return single;
    }

    /** Whether no key can be inside (R9). */
    public boolean isEmpty() {
        return to != null && Arrays.compareUnsigned(from, to) >= 0;
    }

    /** Whether {@code key} is inside. */
    public boolean contains(ByteString key) {
        byte[] bytes = key.toByteArray();
        return Arrays.compareUnsigned(bytes, from) >= 0 && (to == null || Arrays.compareUnsigned(bytes, to) < 0);
    }

    /** The same end, but only the keys behind {@code key}. */
    public KeyInterval after(ByteString key) {
        return new KeyInterval(Arrays.copyOf(key.toByteArray(), key.size() + 1), to, false);
    }

    byte[] from() {
        return from;
    }

    /** Excluded end, or null for none. */
    byte[] to() {
        return to;
    }
}

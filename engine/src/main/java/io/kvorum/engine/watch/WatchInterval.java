package io.kvorum.engine.watch;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * The keys that a watcher looks at (R8, R164). Equal if built from the same bytes. Immutable.
 *
 * <p>It keeps plain arrays, since the fan-out compares each changed key with many of them.
 */
final class WatchInterval {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    private final ByteString key;
    private final ByteString rangeEnd;
    private final byte[] from;
    private final byte[] to;

    private WatchInterval(ByteString key, ByteString rangeEnd) {
        this.key = key;
        this.rangeEnd = rangeEnd;
        this.from = key.toByteArray();
        this.to = rangeEnd.isEmpty() || rangeEnd.equals(ZERO) ? null : rangeEnd.toByteArray();
    }

    /** The interval of a request; an empty key is one zero byte (R164). */
    static WatchInterval of(ByteString key, ByteString rangeEnd) {
        return new WatchInterval(key.isEmpty() ? ZERO : key, rangeEnd);
    }

    ByteString key() {
        return key;
    }

    ByteString rangeEnd() {
        return rangeEnd;
    }

    /** Whether it means one key and no range. */
    boolean isSingle() {
        return rangeEnd.isEmpty();
    }

    /** Whether its end forbids every key (R165). */
    boolean isEmpty() {
        return to != null && Arrays.compareUnsigned(from, to) >= 0;
    }

    byte[] from() {
        return from;
    }

    /** Excluded end of a range; null if it has none. */
    byte[] to() {
        return to;
    }

    boolean contains(byte[] other) {
        if (isSingle()) {
            return Arrays.equals(from, other);
        }
        return Arrays.compareUnsigned(from, other) <= 0 && (to == null || Arrays.compareUnsigned(other, to) < 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WatchInterval interval
                && key.equals(interval.key)
                && rangeEnd.equals(interval.rangeEnd);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + rangeEnd.hashCode();
    }
}

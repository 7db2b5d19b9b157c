package io.kvorum.engine.lease;

import io.kvorum.spi.Bytes;
import java.nio.ByteBuffer;

/**
 * What a follower asks the leader about leases (R126, R130).
 *
 * <pre>
 * kind (1 byte) · lease (8 bytes)
 * </pre>
 *
 * The answers are a {@code LeaseKeepAliveResponse} and {@code LeaseTimeToLiveResponse}s.
 */
public final class LeaseCalls {
    /** Channel on which members ask. */
    public static final String CHANNEL = "lease";

    static final byte RENEW = 1;
    static final byte TIME_TO_LIVE = 2;
    static final byte TIME_TO_LIVE_AND_KEYS = 3;

    private static final int REQUEST_BYTES = 1 + Long.BYTES;

    private LeaseCalls() {}

    /** Asks for a renewal. */
    public static Bytes renewal(long lease) {
        return request(RENEW, lease);
    }

    /** Asks for the time left. */
    public static Bytes timeToLive(long lease, boolean keys) {
        return request(keys ? TIME_TO_LIVE_AND_KEYS : TIME_TO_LIVE, lease);
    }

    static boolean isRequest(Bytes request) {
        return request.length() == REQUEST_BYTES && kind(request) >= RENEW && kind(request) <= TIME_TO_LIVE_AND_KEYS;
    }

    static byte kind(Bytes request) {
        return request.get(0);
    }

    static long lease(Bytes request) {
        return request.toByteBuffer().getLong(1);
    }

    private static Bytes request(byte kind, long lease) {
        return Bytes.wrap(
                ByteBuffer.allocate(REQUEST_BYTES).put(kind).putLong(lease).array());
    }
}

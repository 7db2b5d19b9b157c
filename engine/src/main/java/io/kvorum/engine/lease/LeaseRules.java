package io.kvorum.engine.lease;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What a request for a lease is measured by, before it becomes a command (R120, R121). The lifetime that goes into the
 * command is the granted one: the lower bound depends on this member's settings, which must not change an effect.
 *
 * <p>Immutable, any thread.
 *
 * @param lifetimeSecondsMin shorter wishes are raised to this
 */
public record LeaseRules(long lifetimeSecondsMin) {
    /** Longest lifetime, seconds. */
    public static final long LIFETIME_SECONDS_MAX = 9_000_000_000L;

    /** The rules of a member with these settings: one and a half election timeouts, counted in whole heartbeats. */
    public static LeaseRules of(Duration heartbeatInterval, Duration electionTimeout) {
        long ticks = 3 * (electionTimeout.toMillis() / heartbeatInterval.toMillis()) / 2;
        return new LeaseRules((ticks * heartbeatInterval.toMillis() + 999) / 1000);
    }

    /**
     * The lifetime that a wish gets (R121).
     *
     * @param wishedSeconds as the client sent it; may be zero or negative
     * @throws KvorumException LEASE_TTL_TOO_LARGE
     */
    public long grantedLifetime(long wishedSeconds) {
        if (wishedSeconds > LIFETIME_SECONDS_MAX) {
            throw new KvorumException(ErrorCode.LEASE_TTL_TOO_LARGE);
        }
        return Math.max(wishedSeconds, lifetimeSecondsMin);
    }

    /**
     * The id that a wish gets (R120).
     *
     * @param wishedId as the client sent it; 0 lets the server choose
     * @param random safe for the calling thread
     * @return the wish, or a random positive number
     */
    public static long grantedId(long wishedId, RandomGenerator random) {
        long id = wishedId;
        while (id == 0) {
            id = random.nextLong() & Long.MAX_VALUE;
        }
        return id;
    }
}

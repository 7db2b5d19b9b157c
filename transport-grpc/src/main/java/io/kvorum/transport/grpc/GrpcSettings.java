package io.kvorum.transport.grpc;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import java.time.Duration;
import java.util.List;

/**
 * The settings of the transport, validated.
 *
 * @param keepAliveMinTime clients that ping more often are sent away (R391)
 * @param keepAliveInterval idle time after which the server pings
 * @param keepAliveTimeout how long it waits for the answer
 * @param concurrentStreamsMax calls under way on one connection
 * @param reflection whether clients may ask for the services' descriptions
 * @param metrics whether the time of each call is measured too
 */
record GrpcSettings(
        Duration keepAliveMinTime,
        Duration keepAliveInterval,
        Duration keepAliveTimeout,
        int concurrentStreamsMax,
        boolean reflection,
        MetricsDetail metrics) {
    /** How much is measured, in etcd's words. */
    enum MetricsDetail {
        /** Numbers of calls. */
        BASIC,
        /** How long they took as well. */
        EXTENSIVE
    }

    private static final long STREAMS_UNLIMITED = 4_294_967_295L;

    static final ConfigKey<Duration> KEEPALIVE_MIN_TIME = ConfigKey.duration(
                    "grpc-keepalive-min-time",
                    Duration.ofSeconds(5),
                    "Shortest time between two pings of a client; clients that ping more often are disconnected.")
            .withCheck(time -> !time.isNegative(), "must not be negative")
            .withPlainName();

    static final ConfigKey<Duration> KEEPALIVE_INTERVAL = ConfigKey.duration(
                    "grpc-keepalive-interval",
                    Duration.ofHours(2),
                    "Idle time after which the server pings a client; 0 switches the pings off.")
            .withCheck(time -> !time.isNegative(), "must not be negative")
            .withPlainName();

    static final ConfigKey<Duration> KEEPALIVE_TIMEOUT = ConfigKey.duration(
                    "grpc-keepalive-timeout",
                    Duration.ofSeconds(20),
                    "How long the server waits for the answer to its ping before it closes the connection.")
            .withCheck(time -> !time.isNegative(), "must not be negative")
            .withPlainName();

    static final ConfigKey<Long> MAX_CONCURRENT_STREAMS = ConfigKey.number(
                    "max-concurrent-streams",
                    STREAMS_UNLIMITED,
                    1,
                    STREAMS_UNLIMITED,
                    "Most calls that one client connection may have under way.")
            .withPlainName();

    static final ConfigKey<Boolean> REFLECTION = ConfigKey.bool(
                    "grpc-reflection", false, "Whether clients may ask which services and messages there are.")
            .withPlainName();

    static final ConfigKey<MetricsDetail> METRICS = ConfigKey.choice(
                    "metrics", MetricsDetail.BASIC, "Whether to measure the latency of each call too (extensive).")
            .withPlainName();

    static final List<ConfigKey<?>> KEYS = List.of(
            KEEPALIVE_MIN_TIME, KEEPALIVE_INTERVAL, KEEPALIVE_TIMEOUT, MAX_CONCURRENT_STREAMS, REFLECTION, METRICS);

    static GrpcSettings of(Config config) {
        return new GrpcSettings(
                config.get(KEEPALIVE_MIN_TIME),
                config.get(KEEPALIVE_INTERVAL),
                config.get(KEEPALIVE_TIMEOUT),
                (int) Math.min(config.get(MAX_CONCURRENT_STREAMS), Integer.MAX_VALUE),
                config.get(REFLECTION),
                config.get(METRICS));
    }
}

package io.kvorum.transport.grpc;

import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.transport.netty.EventLoops;

/**
 * What all calls of a transport share.
 *
 * @param loops the threads of the connections
 * @param clock deadlines are readings of it
 * @param metrics where each method's counters are made
 * @param timed whether the time of each call is measured
 * @param requestBytesMax the longest message that is read (R60)
 * @param unaryVersions counts unary calls
 * @param streamVersions counts streams
 * @param streams the streams under way
 */
record CallEnvironment(
        EventLoops loops,
        Clock clock,
        Metrics metrics,
        boolean timed,
        int requestBytesMax,
        ClientVersions unaryVersions,
        ClientVersions streamVersions,
        OpenStreams streams) {
    static CallEnvironment of(EventLoops loops, Clock clock, Metrics metrics, boolean timed, int requestBytesMax) {
        return new CallEnvironment(
                loops,
                clock,
                metrics,
                timed,
                requestBytesMax,
                new ClientVersions(metrics, "unary"),
                new ClientVersions(metrics, "stream"),
                new OpenStreams());
    }

    Metrics.Counter receivedBytes() {
        return metrics.counter(
                "etcd_network_client_grpc_received_bytes_total",
                "The total number of bytes received from grpc clients.");
    }

    Metrics.Counter sentBytes() {
        return metrics.counter(
                "etcd_network_client_grpc_sent_bytes_total", "The total number of bytes sent to grpc clients.");
    }
}

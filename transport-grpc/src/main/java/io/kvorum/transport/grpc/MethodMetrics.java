package io.kvorum.transport.grpc;

import io.grpc.MethodDescriptor;
import io.kvorum.api.StatusCode;
import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Metrics;
import java.util.Locale;

/**
 * What is measured of one method. The counters are present with 0 from the start for every status; how long calls take is
 * measured if {@link CallEnvironment#timed} says so.
 */
final class MethodMetrics {
    /** The bounds that the Prometheus client of etcd uses by default. */
    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private final Metrics.Counter started;
    private final Metrics.Counter received;
    private final Metrics.Counter sent;
    private final Metrics metrics;
    private final String api;
    private final Metrics.Histogram seconds;
    private final Clock clock;
    private final Metrics.Counter[] handled = new Metrics.Counter[StatusCode.values().length];

    MethodMetrics(CallEnvironment environment, MethodDescriptor<?, ?> method) {
        metrics = environment.metrics();
        api = api(method.getBareMethodName());
        clock = environment.clock();
        String[] labels = {
            "grpc_service",
            method.getServiceName(),
            "grpc_method",
            method.getBareMethodName(),
            "grpc_type",
            type(method)
        };
        started = metrics.counter("grpc_server_started_total", "Total number of RPCs started on the server.", labels);
        received = metrics.counter(
                "grpc_server_msg_received_total",
                "Total number of RPC stream messages received on the server.",
                labels);
        sent = metrics.counter(
                "grpc_server_msg_sent_total", "Total number of gRPC stream messages sent by the server.", labels);
        seconds = !environment.timed()
                ? null
                : metrics.histogram(
                        "grpc_server_handling_seconds",
                        "Histogram of response latency (seconds) of gRPC that had been application-level handled by the"
                                + " server.",
                        SECONDS,
                        labels);
        for (StatusCode code : StatusCode.values()) {
            handled[code.number()] = metrics.counter(
                    "grpc_server_handled_total",
                    "Total number of RPCs completed on the server, regardless of success or failure.",
                    withCode(labels, code));
        }
    }

    /** A call begins; gives what {@link #handled} wants. */
    long started() {
        started.increment();
        return seconds == null ? 0 : clock.nanoseconds();
    }

    void received() {
        received.increment();
    }

    void sent() {
        sent.increment();
    }

    /** A stream ends because of what the client sent. */
    void receiveFailed() {
        metrics.counter(
                        "etcd_network_server_stream_failures_total",
                        "The total number of stream failures from the local server.",
                        "Type",
                        "receive",
                        "API",
                        api)
                .increment();
    }

    /** A call ends that has {@code begun}. */
    void handled(StatusCode code, long begun) {
        handled[code.number()].increment();
        if (seconds != null) {
            seconds.observe((clock.nanoseconds() - begun) / 1e9);
        }
    }

    /** etcd's name of a stream. */
    private static String api(String method) {
        return method.equals("LeaseKeepAlive") ? "lease-keepalive" : method.toLowerCase(Locale.ROOT);
    }

    private static String[] withCode(String[] labels, StatusCode code) {
        return new String[] {labels[0], labels[1], labels[2], labels[3], labels[4], labels[5], "grpc_code", code.label()
        };
    }

    private static String type(MethodDescriptor<?, ?> method) {
        return switch (method.getType()) {
            case UNARY -> "unary";
            case SERVER_STREAMING -> "server_stream";
            case CLIENT_STREAMING, BIDI_STREAMING, UNKNOWN -> "bidi_stream";
        };
    }
}

package io.kvorum.transport.grpc;

import io.grpc.MethodDescriptor;
import io.kvorum.api.StatusCode;
import io.kvorum.spi.runtime.Metrics;

/** The counters of one method, present with 0 from the start for every status. */
final class MethodMetrics {
    private final Metrics.Counter started;
    private final Metrics.Counter received;
    private final Metrics.Counter sent;
    private final Metrics.Counter[] handled = new Metrics.Counter[StatusCode.values().length];

    MethodMetrics(Metrics metrics, MethodDescriptor<?, ?> method) {
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
        for (StatusCode code : StatusCode.values()) {
            handled[code.number()] = metrics.counter(
                    "grpc_server_handled_total",
                    "Total number of RPCs completed on the server, regardless of success or failure.",
                    withCode(labels, code));
        }
    }

    void started() {
        started.increment();
    }

    void received() {
        received.increment();
    }

    void sent() {
        sent.increment();
    }

    void handled(StatusCode code) {
        handled[code.number()].increment();
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

package io.kvorum.transport.grpc;

import io.grpc.Status;
import io.kvorum.api.KvorumException;

/** The one table from our errors to gRPC's (CLI-1). */
final class Statuses {
    private Statuses() {}

    static Status of(KvorumException failure) {
        return Status.fromCodeValue(failure.status().number()).withDescription(failure.text());
    }
}

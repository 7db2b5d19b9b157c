package io.kvorum.transport.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.kvorum.api.ErrorCode;
import java.util.function.BooleanSupplier;

/**
 * gRPC's own health service (R392): the server as a whole, named by the empty text, serves from the moment its port
 * does; other names are unknown. A learner refuses to be asked, so that clients turn to a voter (R284).
 */
final class HealthService extends HealthGrpc.HealthImplBase {
    private static final HealthCheckResponse SERVING = status(ServingStatus.SERVING);
    private static final HealthCheckResponse SERVICE_UNKNOWN = status(ServingStatus.SERVICE_UNKNOWN);

    private final BooleanSupplier learner;

    /** @param learner whether the member is a learner now; asked from event loops, must not block */
    HealthService(BooleanSupplier learner) {
        this.learner = learner;
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
        if (learner.getAsBoolean()) {
            answer.onError(refusal());
        } else if (request.getService().isEmpty()) {
            answer.onNext(SERVING);
            answer.onCompleted();
        } else {
            answer.onError(Statuses.of(ErrorCode.UNKNOWN_SERVICE.exception()).asRuntimeException());
        }
    }

    /** Tells the present state; the stream stays open for changes, of which there are none yet but the end. */
    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
        if (learner.getAsBoolean()) {
            answer.onError(refusal());
        } else {
            answer.onNext(request.getService().isEmpty() ? SERVING : SERVICE_UNKNOWN);
        }
    }

    private static StatusRuntimeException refusal() {
        return Statuses.of(ErrorCode.NOT_SUPPORTED_FOR_LEARNER.exception()).asRuntimeException();
    }

    private static HealthCheckResponse status(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}

package io.kvorum.benchmarks.load;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.kvorum.api.etcdserverpb.StatusResponse;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a member says of itself.
 *
 * @param id its own
 * @param leader whom it takes for the leader, 0 for nobody
 * @param committed index of the last entry that it knows to be committed
 * @param applied index of the last entry that it has applied
 */
record MemberState(long id, long leader, long committed, long applied) {
    private static final byte[] ASKED = {};

    /** Asks the member on a port; empty if it does not answer. */
    static Optional<MemberState> of(int port) {
        try (Connections one = new Connections(port, 1)) {
            return of(one, port);
        }
    }

    /** The same over a connection that is there already: to ask often costs little that way. */
    static Optional<MemberState> of(Connections one, int port) {
        try {
            byte[] answer = ClientCalls.blockingUnaryCall(
                    one.of(0), RawCalls.STATUS, CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS), ASKED);
            StatusResponse status = StatusResponse.parseFrom(answer);
            return Optional.of(new MemberState(
                    status.getHeader().getMemberId(),
                    status.getLeader(),
                    status.getRaftIndex(),
                    status.getRaftAppliedIndex()));
        } catch (StatusRuntimeException silent) {
            return Optional.empty();
        } catch (InvalidProtocolBufferException foreign) {
            throw new IllegalStateException("no etcd on port " + port, foreign);
        }
    }

    boolean leads() {
        return leader == id;
    }
}

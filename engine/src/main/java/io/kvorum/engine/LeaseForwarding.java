package io.kvorum.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import io.kvorum.engine.forward.LeaderCalls;
import io.kvorum.engine.lease.LeaseAuthority;
import io.kvorum.engine.lease.LeaseCalls;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A member's standing, with the leader asked for what this member may not answer itself (R126, R130). Any thread. */
record LeaseForwarding(LeaseAuthority here, LeaderCalls calls) implements LeaseAuthority {
    @Override
    public Standing standing() {
        return here.standing();
    }

    @Override
    public void confirmLeadership(Runnable then, Runnable onFailure) {
        here.confirmLeadership(then, onFailure);
    }

    @Override
    public void awaitApplied(Runnable then, Consumer<KvorumException> onFailure) {
        here.awaitApplied(then, onFailure);
    }

    @Override
    public void renewAtLeader(long lease, LongConsumer lifetimeSeconds, Consumer<KvorumException> onFailure) {
        calls.ask(
                LeaseCalls.renewal(lease),
                answer -> {
                    try {
                        lifetimeSeconds.accept(LeaseKeepAliveResponse.parseFrom(answer.toByteBuffer())
                                .getTTL());
                    } catch (InvalidProtocolBufferException malformed) {
                        throw unreadable(malformed);
                    }
                },
                onFailure);
    }

    @Override
    public void timeToLiveAtLeader(
            long lease, boolean keys, Consumer<LeaseTimeToLiveResponse> answer, Consumer<KvorumException> onFailure) {
        calls.ask(
                LeaseCalls.timeToLive(lease, keys),
                message -> {
                    try {
                        answer.accept(LeaseTimeToLiveResponse.parseFrom(message.toByteBuffer()));
                    } catch (InvalidProtocolBufferException malformed) {
                        throw unreadable(malformed);
                    }
                },
                onFailure);
    }

    private static IllegalStateException unreadable(InvalidProtocolBufferException malformed) {
        return new IllegalStateException("the leader's answer about a lease does not parse", malformed);
    }
}

package io.kvorum.engine.lease;

import com.google.protobuf.MessageLite;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import io.kvorum.engine.forward.CallAnswer;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerReceiver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The leader's answers to {@link LeaseCalls}; a member that does not lead says so. Any thread; never blocks. */
public final class LeaseAnswers implements PeerReceiver {
    private final LeaseRenewal renewal;
    private final LeaseReads reads;

    /** @param here of this member alone: what it would ask the leader fails as "not leader" */
    public LeaseAnswers(LeaseTable table, LeaseClock clock, LeaseAuthority here, Supplier<Header> header) {
        this.renewal = new LeaseRenewal(table, clock, here);
        this.reads = new LeaseReads(table, clock, here, header);
    }

    @Override
    public void onMessage(MemberId from, Bytes message) {
        // Only calls mean something here.
    }

    @Override
    public CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
        if (!LeaseCalls.isRequest(request)) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("no question about a lease"));
        }
        CompletableFuture<Bytes> answer = new CompletableFuture<>();
        long lease = LeaseCalls.lease(request);
        if (LeaseCalls.kind(request) == LeaseCalls.RENEW) {
            renewal.renew(
                    lease,
                    seconds -> answer.complete(CallAnswer.of(LeaseKeepAliveResponse.newBuilder()
                            .setID(lease)
                            .setTTL(seconds)
                            .build())),
                    refusal -> answer.complete(CallAnswer.of(refusal)));
        } else {
            boolean keys = LeaseCalls.kind(request) == LeaseCalls.TIME_TO_LIVE_AND_KEYS;
            LeaseTimeToLiveRequest question = LeaseTimeToLiveRequest.newBuilder()
                    .setID(lease)
                    .setKeys(keys)
                    .build();
            reads.timeToLive(question, answering(answer));
        }
        return answer;
    }

    private static Reply<LeaseTimeToLiveResponse> answering(CompletableFuture<Bytes> answer) {
        return new Reply<>() {
            @Override
            public void complete(LeaseTimeToLiveResponse response) {
                answer.complete(CallAnswer.of((MessageLite) response));
            }

            @Override
            public void fail(KvorumException failure) {
                answer.complete(CallAnswer.of(failure));
            }
        };
    }
}

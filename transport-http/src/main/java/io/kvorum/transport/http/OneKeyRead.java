package io.kvorum.transport.http;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.NodeHealth;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.RangeRequest;
import java.util.function.Consumer;

/** Reads one key to see whether reads work; which key does not matter, nor whether it is there. */
final class OneKeyRead {
    private static final RangeRequest ONE_KEY = RangeRequest.newBuilder()
            .setKey(ByteString.copyFrom(new byte[1]))
            .setLimit(1)
            .setKeysOnly(true)
            .build();

    private final NodeHealth health;
    private final Kv kv;

    OneKeyRead(NodeHealth health, Kv kv) {
        this.health = health;
        this.kv = kv;
    }

    /** @param outcome told once, on any thread: null, or the error's text */
    void ask(HttpExchange exchange, boolean serializable, Consumer<String> outcome) {
        // A learner serves no other reads (R284), and yet its health can be asked for.
        RangeRequest request = ONE_KEY.toBuilder()
                .setSerializable(serializable || health.isLearner())
                .build();
        kv.range(new GatewayContext(exchange, RequestContext.NO_DEADLINE), request, new Reply<>() {
            @Override
            public void complete(RangeAnswer answer) {
                outcome.accept(null);
            }

            @Override
            public void fail(KvorumException failure) {
                // A member that asks who is there works, whether or not the asker may read.
                boolean works = failure.is(ErrorCode.USER_EMPTY) || failure.is(ErrorCode.PERMISSION_DENIED);
                outcome.accept(works ? null : failure.text());
            }
        });
    }
}

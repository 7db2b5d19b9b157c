package io.kvorum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.server.process.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuotaIT {
    private static final String NO_SPACE = "RESOURCE_EXHAUSTED: etcdserver: mvcc: database space exceeded";
    private static final int QUOTA = 16 << 20;
    private static final int VALUE = 1_000_000;

    @TempDir
    Path directory;

    @Test
    void r304r306_beyondTheQuotaOnlyWhatNeedsNoSpaceGoesOnAlsoAfterARestart() {
        try (ServerProcess server =
                ServerProcess.in(directory, "--quota-backend-bytes=" + QUOTA).start()) {
            int stored;
            try (GrpcClient client = new GrpcClient(server.endpoint())) {
                stored = fill(client);
                assertThat(stored).isBetween(1, QUOTA / VALUE);
                checkRefusals(client, stored);
            }
            assertThat(Http.get(server.endpoint() + "/health").body())
                    .isEqualTo("{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}\n");
            assertThat(Http.get(server.endpoint() + "/health?exclude=NOSPACE").statusCode())
                    .isEqualTo(200);
            server.kill();
            server.start();
            try (GrpcClient client = new GrpcClient(server.endpoint())) {
                checkRefusals(client, stored);
            }
        }
    }

    /** Puts until the quota is reached; gives how many went in. */
    private static int fill(GrpcClient client) {
        String value = "x".repeat(VALUE);
        for (int i = 0; i < 100; i++) {
            try {
                client.put("fill/" + i, value);
            } catch (StatusRuntimeException refused) {
                assertThat(refused).hasMessage(NO_SPACE);
                return i;
            }
        }
        throw new AssertionError("the quota was never reached");
    }

    private static void checkRefusals(GrpcClient client, int stored) {
        assertThatThrownBy(() -> client.put("small", "1")).hasMessage(NO_SPACE);
        assertThatThrownBy(() -> client.kv()
                        .txn(Requests.txn()
                                .addFailure(Requests.op(Requests.put("small", "1")))
                                .build()))
                .hasMessage(NO_SPACE);
        assertThatThrownBy(() -> client.lease()
                        .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(60).build()))
                .hasMessage(NO_SPACE);
        assertThat(client.get("small").getCount()).isZero();
        assertThat(client.get("fill/0").getKvs(0).getValue().size()).isEqualTo(VALUE);
        assertThat(client.kv()
                        .range(Requests.range("fill/", "fill0")
                                .setCountOnly(true)
                                .build())
                        .getCount())
                .isGreaterThanOrEqualTo(stored);
        assertThat(client.kv()
                        .deleteRange(Requests.delete("fill/none", "").build())
                        .getDeleted())
                .isZero();
        client.kv()
                .txn(Requests.txn(Requests.op(Requests.delete("fill/none", ""))).build());
    }
}

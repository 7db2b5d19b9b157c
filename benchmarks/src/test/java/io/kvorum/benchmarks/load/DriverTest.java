package io.kvorum.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DriverTest {
    private static final List<Long> SELF = List.of(ProcessHandle.current().pid());

    private final AtomicInteger calls = new AtomicInteger();
    private Server server;

    /** What the server does with its n-th call, from 0 on. */
    private interface Behaviour {
        void answer(int n, Runnable well, Runnable badly);
    }

    private Connections serve(int connections, Behaviour behaviour) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(ServerServiceDefinition.builder("etcdserverpb.KV")
                        .addMethod(RawCalls.PUT, (call, headers) -> listener(call, behaviour))
                        .build())
                .build()
                .start();
        return new Connections(server.getPort(), connections);
    }

    private ServerCall.Listener<byte[]> listener(ServerCall<byte[], byte[]> call, Behaviour behaviour) {
        call.request(2);
        return new ServerCall.Listener<>() {
            @Override
            public void onHalfClose() {
                behaviour.answer(calls.getAndIncrement(), () -> answer(call), () -> {
                    call.close(Status.UNAVAILABLE, new Metadata());
                });
            }
        };
    }

    private static void answer(ServerCall<byte[], byte[]> call) {
        call.sendHeaders(new Metadata());
        call.sendMessage(new byte[28]);
        call.close(Status.OK, new Metadata());
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    @Test
    void aClosedLoopMakesExactlySoManyCallsAndCountsFailuresApart() throws Exception {
        try (Connections connections = serve(2, (n, well, badly) -> (n % 10 == 3 ? badly : well).run())) {
            Measurement measured = new Driver(connections, SELF).closedLoop(Workload.puts(7, 2, 100), 200, 60);
            assertThat(calls).hasValue(200);
            assertThat(measured.operations()).isEqualTo(180);
            assertThat(measured.failures()).isEqualTo(20);
            assertThat(measured.latency().getTotalCount()).isEqualTo(180);
            assertThat(measured.rate()).isPositive();
        }
    }

    @Test
    void aClosedLoopEndsWithItsTime() throws Exception {
        try (Connections connections = serve(1, (n, well, badly) -> well.run())) {
            Measurement measured =
                    new Driver(connections, SELF).closedLoop(Workload.puts(3, 1, 100), Long.MAX_VALUE, 0.05);
            assertThat(measured.operations()).isEqualTo(calls.get());
            assertThat(measured.seconds()).isGreaterThanOrEqualTo(0.05);
        }
    }

    @Test
    void inAnOpenLoopTheTimeThatACallHadToWaitCounts() throws Exception {
        Queue<Runnable> heldBack = new ConcurrentLinkedQueue<>();
        // The server answers nothing until the last call, which is due 90 ms after the first.
        Behaviour stalls = (n, well, badly) -> {
            heldBack.add(well);
            if (n == 9) {
                heldBack.forEach(Runnable::run);
            }
        };
        try (Connections connections = serve(1, stalls)) {
            Measurement measured = new Driver(connections, SELF).openLoop(Workload.puts(1, 1, 100), 100, 0.1);
            assertThat(measured.operations()).isEqualTo(10);
            assertThat(measured.milliseconds(100)).isGreaterThanOrEqualTo(89);
            // Its one client would have seen one slow call had it waited for each answer. Here call n is due at 10 n ms
            // and
            // none is answered before 90 ms, so the fifth fastest of ten took 40 ms at the least, on any machine.
            assertThat(measured.milliseconds(50)).isGreaterThanOrEqualTo(39);
        }
    }
}

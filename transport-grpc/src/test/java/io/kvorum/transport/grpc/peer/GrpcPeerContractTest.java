package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.tck.PeerTransportContract;
import io.kvorum.tck.ThreadedRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

class GrpcPeerContractTest extends PeerTransportContract {
    private final List<ThreadedRuntime> runtimes = new ArrayList<>();
    private final Map<Integer, String> urls = new HashMap<>();

    @Override
    protected PeerTransportFactory factory() {
        return new GrpcPeerTransportFactory();
    }

    @Override
    protected String listenUrl(int member) {
        return urls.computeIfAbsent(member, absent -> LoopbackPorts.url());
    }

    @Override
    protected NodeRuntime runtime(int member) {
        ThreadedRuntime runtime = new ThreadedRuntime(Path.of("unused"));
        runtimes.add(runtime);
        return runtime;
    }

    @Override
    protected void await(BooleanSupplier condition) {
        Conditions.await(condition);
    }

    @AfterEach
    void closeRuntimes() {
        runtimes.forEach(ThreadedRuntime::close);
    }
}

package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.tck.PeerTransportContract;
import io.kvorum.tck.ThreadedRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** The peer transport of the page keeps the rules that every peer transport keeps. */
final class SameProcessContractTest extends PeerTransportContract {
    private final List<ThreadedRuntime> runtimes = new ArrayList<>();

    @Override
    protected PeerTransportFactory factory() {
        return new SameProcessPlugin.Factory();
    }

    @Override
    protected String listenUrl(int member) {
        return "same-process://member" + member;
    }

    @Override
    protected NodeRuntime runtime(int member) {
        ThreadedRuntime runtime = new ThreadedRuntime(Path.of("unused"));
        runtimes.add(runtime);
        return runtime;
    }

    @Override
    protected void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain");
            }
            Thread.yield();
        }
    }

    @AfterEach
    void closeRuntimes() {
        runtimes.forEach(ThreadedRuntime::close);
    }
}
// endregion

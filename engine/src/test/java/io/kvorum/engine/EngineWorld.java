package io.kvorum.engine;

import com.google.protobuf.ByteString;
import io.kvorum.api.Cluster;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.engine.snapshot.HeapSpools;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.tck.FixedPeerContext;
import io.kvorum.tck.FixedStorageContext;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.SimulatedPeerTransportFactory;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Whole engines of several members in virtual time, over a {@link SharedLog} and a simulated network. */
final class EngineWorld {
    static final long CLUSTER_ID = 77;
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final RequestContext CALLER = RequestContext.background(Runnable::run);

    final Simulation simulation = new Simulation(1);
    final SimulatedNetwork network = new SimulatedNetwork(simulation);
    final SharedLog log = new SharedLog(simulation);
    final Map<MemberId, Node> nodes = new TreeMap<>();

    /** One member; {@code answers} of its calls are kept by the test. */
    record Node(
            MemberId id,
            SimulatedRuntime runtime,
            StorageBackend storage,
            PeerTransport peers,
            Engine engine,
            LogConsensus consensus) {
        <S> S service(Class<S> type) {
            return engine.services().find(type).orElseThrow();
        }
    }

    /** A cluster of so many members, of which the first leads, and that is up for long enough to count as healthy. */
    static EngineWorld of(int size) {
        return of(size, config -> config);
    }

    static EngineWorld of(int size, UnaryOperator<EngineConfig> settings) {
        return of(size, settings, size);
    }

    /** Only the first {@code started} of the members are there. */
    static EngineWorld of(int size, UnaryOperator<EngineConfig> settings, int started) {
        EngineWorld world = new EngineWorld();
        List<Member> founders = new ArrayList<>();
        for (int n = 1; n <= size; n++) {
            founders.add(new Member(new MemberId(n), List.of(url(n)), false));
        }
        world.log.found(new Membership(founders, List.of()));
        founders.stream().limit(started).forEach(member -> world.start(member.id(), settings));
        world.log.lead(new MemberId(1));
        world.run(Duration.ofSeconds(6));
        return world;
    }

    static String url(long member) {
        return "http://10.0.0." + member + ":2380";
    }

    Node start(long id) {
        return start(new MemberId(id), config -> config);
    }

    Node start(long id, UnaryOperator<EngineConfig> settings) {
        return start(new MemberId(id), settings);
    }

    /** Starts a member on another kind of storage. */
    Node start(MemberId id, StorageFactory storage) {
        return start(id, config -> config, storage);
    }

    private Node start(MemberId id, UnaryOperator<EngineConfig> settings) {
        return start(id, settings, new SimulatedStorageFactory(new SimulatedDisk(simulation.random("disk " + id))));
    }

    private Node start(MemberId id, UnaryOperator<EngineConfig> settings, StorageFactory factory) {
        SimulatedRuntime runtime = new SimulatedRuntime(simulation, "n" + id, Path.of("n" + id));
        runtime.onHalt(halt -> {});
        StorageBackend storage = factory.create(
                Config.defaults(factory.configKeys()),
                new FixedStorageContext(runtime, Path.of("n" + id), Engine.keyspaces(), 1 << 20));
        PeerTransport peers = new SimulatedPeerTransportFactory(network)
                .create(
                        Config.defaults(List.of()),
                        new FixedPeerContext(runtime, id, CLUSTER_ID, "shared", List.of(url(id.value()))));
        Engine engine = new Engine(settings.apply(config(id)), runtime, storage, new HeapSpools(), peers);
        LogConsensus consensus = new LogConsensus(log, id, runtime, peers);
        engine.start(consensus);
        peers.start();
        Node node = new Node(id, runtime, storage, peers, engine, consensus);
        nodes.put(id, node);
        return node;
    }

    Node node(long id) {
        return nodes.get(new MemberId(id));
    }

    void run(Duration time) {
        simulation.runFor(time);
    }

    /** Calls a method of a service and waits for the answer; a failure is thrown. */
    <Q, A> A call(Call<Q, A> method, Q request) {
        return call(method, request, CALLER);
    }

    <Q, A> A call(Call<Q, A> method, Q request, RequestContext context) {
        Answer<A> answer = begin(method, request, context);
        if (!simulation.runUntil(answer::isOver, PATIENCE)) {
            throw new AssertionError("no answer in " + PATIENCE + " of virtual time");
        }
        return answer.get();
    }

    /** Adds a learner that has not started, and gives its id. */
    long addLearner() {
        return call(
                        node(1).service(Cluster.class)::memberAdd,
                        MemberAddRequest.newBuilder()
                                .addPeerURLs(url(9))
                                .setIsLearner(true)
                                .build())
                .getMember()
                .getID();
    }

    /** Calls a method of a service and does not wait. */
    <Q, A> Answer<A> begin(Call<Q, A> method, Q request, RequestContext context) {
        Answer<A> answer = new Answer<>();
        method.call(context, request, answer);
        return answer;
    }

    /** A method of a service. */
    @FunctionalInterface
    interface Call<Q, A> {
        void call(RequestContext context, Q request, Reply<A> reply);
    }

    /** What became of a call. */
    static final class Answer<A> implements Reply<A> {
        private A value;
        private KvorumException failure;

        @Override
        public void complete(A newValue) {
            requireOpen();
            value = newValue;
        }

        @Override
        public void fail(KvorumException newFailure) {
            requireOpen();
            failure = newFailure;
        }

        /** A reply that keeps what {@code form} makes of the answer. */
        <B> Reply<B> through(Function<B, A> form) {
            Answer<A> kept = this;
            return new Reply<>() {
                @Override
                public void complete(B newValue) {
                    kept.complete(form.apply(newValue));
                }

                @Override
                public void fail(KvorumException newFailure) {
                    kept.fail(newFailure);
                }
            };
        }

        private void requireOpen() {
            if (isOver()) {
                throw new AssertionError("a second answer after " + (value != null ? value : failure));
            }
        }

        boolean isOver() {
            return value != null || failure != null;
        }

        A get() {
            if (failure != null) {
                throw failure;
            }
            return value;
        }
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** As a member is set up by default, but for the strict check. */
    static EngineConfig withoutStrictCheck(EngineConfig config) {
        return config(config.memberId(), config.serverVersion(), false);
    }

    /** As a member is set up by default, but of another release. */
    static EngineConfig withVersion(EngineConfig config, String version) {
        return config(config.memberId(), version, true);
    }

    private static EngineConfig config(MemberId id) {
        return config(id, "3.7.1", true);
    }

    private static EngineConfig config(MemberId id, String version, boolean strict) {
        return new EngineConfig(
                id,
                CLUSTER_ID,
                "n" + id,
                List.of("http://10.0.0." + id + ":2379"),
                version,
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                1 << 20,
                128,
                EngineConfig.NO_QUOTA,
                0,
                100,
                Duration.ofMillis(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                strict,
                1);
    }
}

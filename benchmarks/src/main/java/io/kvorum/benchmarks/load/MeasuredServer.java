package io.kvorum.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A server of this comparison, of one or more members, on loopback ports and directories of its own. */
final class MeasuredServer implements AutoCloseable {
    private static final long ANSWER_SECONDS_MAX = 120;
    private static final int PORTS_BEGIN = 11_000;
    private static final int PORTS_END = 31_000;

    private final String name;
    private final List<MeasuredMember> members;
    private final Path directory;

    private MeasuredServer(String name, List<MeasuredMember> members, Path directory) {
        this.name = name;
        this.members = members;
        this.directory = directory;
    }

    /**
     * Starts a command once for each member, and waits until all answer.
     *
     * @param command words; {@code {port}}, {@code {peer}} and {@code {dir}} stand for what a member is to use, {@code
     *     {name}} for its name and {@code {cluster}} for names and peer URLs of all
     * @param probe a call that succeeds once a member serves
     */
    static MeasuredServer start(String name, int members, List<String> command, Path root, Workload probe) {
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(root), name + "-");
            List<Integer> ports = freePorts(2 * members);
            String cluster = IntStream.range(0, members)
                    .mapToObj(i -> "m" + i + "=http://127.0.0.1:" + ports.get(members + i))
                    .collect(Collectors.joining(","));
            List<MeasuredMember> started = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                int port = ports.get(i);
                String peer = "" + ports.get(members + i);
                String member = "m" + i;
                List<String> words = command.stream()
                        .map(word -> word.replace("{port}", "" + port)
                                .replace("{peer}", peer)
                                .replace("{name}", member)
                                .replace("{cluster}", cluster)
                                .replace("{dir}", directory.resolve(member).toString()))
                        .toList();
                started.add(new MeasuredMember(name + " " + member, words, directory.resolve(member + ".log"), port));
            }
            MeasuredServer server = new MeasuredServer(name, started, directory);
            // Whoever ends this program early shall not be left with servers.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> started.forEach(MeasuredMember::kill)));
            started.forEach(MeasuredMember::start);
            for (MeasuredMember member : started) {
                server.awaitAnswer(member, probe);
            }
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start " + name, failure);
        }
    }

    String name() {
        return name;
    }

    /** The members, in an order of their own. */
    List<MeasuredMember> members() {
        return members;
    }

    /** Processes that live now. */
    List<Long> pids() {
        return members.stream()
                .filter(MeasuredMember::isAlive)
                .map(MeasuredMember::pid)
                .toList();
    }

    /** Connections spread over all members, the first to the leader. */
    Connections connect(int count) {
        return new Connections(portsLeaderFirst(), count);
    }

    /** Connections to the leader alone. */
    Connections connectToLeader(int count) {
        return new Connections(portsLeaderFirst().subList(0, 1), count);
    }

    private List<Integer> portsLeaderFirst() {
        if (members.size() == 1) {
            return List.of(members.get(0).port());
        }
        MeasuredMember leader = awaitLeader();
        return Stream.concat(Stream.of(leader), members.stream().filter(member -> member != leader))
                .map(MeasuredMember::port)
                .toList();
    }

    /** The leader, once every living member knows it. */
    MeasuredMember awaitLeader() {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS_MAX);
        while (System.nanoTime() < giveUp) {
            Optional<MeasuredMember> leader = agreedLeader();
            if (leader.isPresent()) {
                return leader.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new IllegalStateException(name + " has no leader that all members know");
    }

    private Optional<MeasuredMember> agreedLeader() {
        MeasuredMember leader = null;
        long agreed = 0;
        for (MeasuredMember member : members) {
            Optional<MemberState> state = member.isAlive() ? MemberState.of(member.port()) : Optional.empty();
            if (member.isAlive() && state.isEmpty()) {
                return Optional.empty();
            }
            if (state.isPresent()) {
                long seen = state.get().leader();
                if (seen == 0 || agreed != 0 && agreed != seen) {
                    return Optional.empty();
                }
                agreed = seen;
                leader = state.get().leads() ? member : leader;
            }
        }
        return Optional.ofNullable(leader);
    }

    /** Waits until a member has applied what is committed now. */
    void awaitCaughtUp(MeasuredMember member) {
        long target = MemberState.of(awaitLeader().port()).orElseThrow().committed();
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS_MAX);
        while (MemberState.of(member.port()).map(MemberState::applied).orElse(-1L) < target) {
            if (!member.isAlive() || System.nanoTime() > giveUp) {
                throw new IllegalStateException(name + ": a member does not catch up; its log:\n" + member.log());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private void awaitAnswer(MeasuredMember member, Workload probe) throws IOException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS_MAX);
        try (Connections one = new Connections(member.port(), 1)) {
            while (true) {
                try {
                    ClientCalls.blockingUnaryCall(
                            one.of(0),
                            probe.method(),
                            CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS),
                            probe.request().apply(0));
                    return;
                } catch (StatusRuntimeException notYet) {
                    if (!member.isAlive() || System.nanoTime() > giveUp) {
                        members.forEach(MeasuredMember::kill);
                        throw new IOException(name + " does not answer; its log:\n" + member.log(), notYet);
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            for (MeasuredMember member : members) {
                member.stop();
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException left) {
            throw new UncheckedIOException("cannot remove " + directory, left);
        } catch (InterruptedException interrupted) {
            members.forEach(MeasuredMember::kill);
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ports that are free now and differ from one another. They lie below those that systems give to outgoing connections: one of these could take the port of a member that is
     * not there yet, or was killed, and even connect to itself there.
     */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            int port = ThreadLocalRandom.current().nextInt(PORTS_BEGIN, PORTS_END);
            while (held.size() < count) {
                try {
                    held.add(new ServerSocket(port));
                } catch (BindException taken) {
                    // The next one, then.
                }
                port = port + 1 < PORTS_END ? port + 1 : PORTS_BEGIN;
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}

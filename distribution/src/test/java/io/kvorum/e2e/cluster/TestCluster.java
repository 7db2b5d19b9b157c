package io.kvorum.e2e.cluster;

import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.MoveLeaderRequest;
import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.e2e.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A cluster of real processes; closing it kills them. One thread changes it. */
public final class TestCluster implements AutoCloseable {
    /** Machines that test are busy at times: this is for the condition that never comes. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Path directory;
    // Read by the threads of the load, too.
    private final List<ClusterMember> members = new CopyOnWriteArrayList<>();
    private final String founders;

    private TestCluster(Path directory, int size, List<List<String>> flags) {
        this.directory = directory;
        for (int i = 0; i < size; i++) {
            add("n" + (i + 1), flags.get(i));
        }
        this.founders = initialCluster();
    }

    /** Members {@code n1} to {@code n<size>}, running and serving. */
    public static TestCluster start(Path directory, int size, String... flags) {
        return start(directory, Collections.nCopies(size, List.of(flags)));
    }

    /** The same with other flags for each member. */
    public static TestCluster start(Path directory, List<List<String>> flags) {
        TestCluster cluster = new TestCluster(directory, flags.size(), flags);
        try {
            cluster.members.forEach(member -> member.launch(cluster.founders, "new"));
            cluster.members.forEach(member -> member.process().awaitServing());
            return cluster;
        } catch (RuntimeException | Error failure) {
            cluster.close();
            throw failure;
        }
    }

    /**
     * Flags for members that keep their leader on a machine that gives them little time: where a test is about something
     * else than elections, or reckons with the leader it has seen.
     */
    static String[] patient(String... more) {
        List<String> all = new ArrayList<>(List.of("--heartbeat-interval=500", "--election-timeout=5000"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private ClusterMember add(String name, List<String> flags) {
        try {
            ClusterMember member = new ClusterMember(name, Files.createDirectories(directory.resolve(name)), flags);
            members.add(member);
            return member;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One more member, known to this test only: not added, not started. */
    public ClusterMember prepare(String name, String... flags) {
        return add(name, List.of(flags));
    }

    /** Ends a member's process and forgets it. */
    public void drop(ClusterMember member) {
        member.close();
        members.remove(member);
    }

    public List<ClusterMember> members() {
        return List.copyOf(members);
    }

    public List<ClusterMember> othersThan(ClusterMember member) {
        return members.stream().filter(other -> other != member).toList();
    }

    public ClusterMember member(int number) {
        return members.get(number - 1);
    }

    /** All members as {@code --initial-cluster} lists them. */
    public String initialCluster() {
        return members.stream()
                .map(member -> member.name() + "=" + member.peerUrl())
                .collect(Collectors.joining(","));
    }

    /** Client addresses with commas, as etcdctl takes them. */
    public String endpoints() {
        return members.stream()
                .map(member -> member.endpoint().substring("http://".length()))
                .collect(Collectors.joining(","));
    }

    /** Starts a member again on its data; waits for nothing. */
    public void restart(ClusterMember member, String... flags) {
        member.launch(founders, "new", flags);
    }

    /** The member that leads; waits until exactly one does. */
    public ClusterMember leader() {
        return leaderAmong(members());
    }

    /** A member that follows, of those that run. */
    public ClusterMember follower() {
        ClusterMember leader = leader();
        return members.stream()
                .filter(member -> member != leader && member.process().isAlive())
                .findFirst()
                .orElseThrow();
    }

    /** The member that leads, of some: others may think they do, cut off or paused. */
    public ClusterMember leaderAmong(List<ClusterMember> some) {
        return await("a leader among " + some.stream().map(ClusterMember::name).toList(), () -> presentLeader(some));
    }

    /** Makes one member lead. */
    public void lead(ClusterMember heir) {
        long id = heir.awaitStatus().getHeader().getMemberId();
        await(heir.name() + " leads", () -> {
            if (!heir.leads()) {
                handOver(id);
            }
            return heir.leads() ? Optional.of(true) : Optional.empty();
        });
    }

    private void handOver(long heir) {
        MoveLeaderRequest request =
                MoveLeaderRequest.newBuilder().setTargetID(heir).build();
        try {
            leader().client().maintenance().moveLeader(request);
        } catch (StatusRuntimeException notNow) {
            // Asked again, as long as the one who wants it waits.
        }
    }

    /** How many pieces of data, and attempts to connect, went nowhere so far. */
    public long swallowed() {
        return members.stream().mapToLong(member -> member.proxy().swallowed()).sum();
    }

    private static Optional<ClusterMember> presentLeader(List<ClusterMember> some) {
        List<ClusterMember> leading = some.stream()
                .filter(member -> member.process().isAlive())
                .filter(ClusterMember::leads)
                .toList();
        return leading.size() == 1 ? Optional.of(leading.get(0)) : Optional.empty();
    }

    /** Waits until all members follow one leader in one term. */
    public void awaitAgreement() {
        awaitAll(
                "all members agree on a leader",
                statuses -> statuses.get(0).getLeader() != 0
                        && statuses.stream()
                                        .map(status -> status.getLeader() + "@" + status.getRaftTerm())
                                        .distinct()
                                        .count()
                                == 1);
    }

    /** Waits until a member knows that it follows nobody. */
    public void awaitLossOfLeader(ClusterMember member) {
        await(member.name() + " follows nobody", () -> member.status().filter(status -> status.getLeader() == 0));
    }

    /** Waits for a condition on what all members say of themselves. */
    public void awaitAll(String what, Predicate<List<StatusResponse>> condition) {
        await(what, () -> {
            List<Optional<StatusResponse>> statuses =
                    members.stream().map(ClusterMember::status).toList();
            boolean holds = statuses.stream().allMatch(Optional::isPresent)
                    && condition.test(statuses.stream().map(Optional::get).toList());
            return holds ? Optional.of(true) : Optional.empty();
        });
    }

    private <T> T await(String what, Supplier<Optional<T>> question) {
        List<T> answer = new ArrayList<>();
        boolean found =
                Await.holdsWithin(LIMIT, () -> question.get().map(answer::add).orElse(false));
        if (!found) {
            throw new AssertionError("not within " + LIMIT + ": " + what + "\n" + logs());
        }
        return answer.get(0);
    }

    /** The last lines of everybody's log, for a failure's message. */
    public String logs() {
        return members.stream()
                .map(member -> "--- " + member.name() + "\n"
                        + member.process()
                                .log()
                                .lines()
                                .skip(Math.max(0, member.process().log().lines().count() - 25))
                                .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }

    /** Cuts one member off from all others, in both directions; nobody is told: bytes just go nowhere. */
    public void isolate(ClusterMember member) {
        long pid = member.process().pid();
        member.proxy().cutAll();
        members.stream()
                .filter(other -> other != member)
                .forEach(other -> other.proxy().cut(pid));
    }

    /** Lets everybody talk to everybody again. */
    public void heal() {
        members.forEach(member -> member.proxy().heal());
    }

    @Override
    public void close() {
        List.copyOf(members).forEach(ClusterMember::close);
    }
}

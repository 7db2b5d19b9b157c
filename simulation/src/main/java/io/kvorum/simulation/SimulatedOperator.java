package io.kvorum.simulation;

import io.kvorum.api.Cluster;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberListRequest;
import io.kvorum.api.etcdserverpb.MemberListResponse;
import io.kvorum.api.etcdserverpb.MemberPromoteRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.MemberUpdateRequest;
import io.kvorum.simulation.invariant.CommittedLog;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Grows and shrinks a cluster: adds learners and voters, promotes, moves and removes members. Looks at the list of members
 * first, starts who is on it and has no process, and stops who is not on it any more.
 */
final class SimulatedOperator {
    private static final int GROWTH_MAX = 2;
    private static final int MEMBERS_MAX = 7;

    private final Simulation simulation;
    private final Fleet fleet;
    private final Births births;
    private final Consumer<SimulatedNode> starts;
    private final Coverage coverage;
    private final Trace trace;
    private final RandomGenerator random;
    private final int votersMinimum;
    private int newcomers;
    private int places;
    private long looks;
    private long newestLook;
    private boolean stopped;
    private boolean rebuilding;

    /** Makes the process of a member that was added. */
    @FunctionalInterface
    interface Births {
        /** Makes the node and starts it. */
        void join(io.kvorum.spi.consensus.Member member, Membership known);
    }

    /** @param starts starts a node that is down */
    SimulatedOperator(
            Simulation simulation,
            Fleet fleet,
            Births births,
            Consumer<SimulatedNode> starts,
            Coverage coverage,
            Trace trace) {
        this.simulation = simulation;
        this.fleet = fleet;
        this.births = births;
        this.starts = starts;
        this.coverage = coverage;
        this.trace = trace;
        this.random = simulation.random("operator");
        this.votersMinimum = fleet.nodes().size();
    }

    void start() {
        int pause = rebuilding ? 200 + random.nextInt(600) : 1_000 + random.nextInt(3_000);
        simulation.after(Duration.ofMillis(pause), () -> {
            if (!stopped) {
                act();
                start();
            }
        });
    }

    void stop() {
        stopped = true;
    }

    /** Members were lost for good: hurries until there are as many voters as in the beginning. */
    void rebuild() {
        rebuilding = true;
    }

    /**
     * Starts and stops processes until they are those of the membership. A removed member is left alone until another one
     * knows of the removal: whoever remains may need its vote until then.
     */
    void reconcile(CommittedLog committed) {
        Membership membership = committed.membership();
        for (io.kvorum.spi.consensus.Member member : membership.members()) {
            if (fleet.find(member.id()) == null) {
                trace.say("a process for the new member " + member);
                births.join(member, membership);
            }
            moveIfElsewhere(member.id(), member.peerUrls());
        }
        for (SimulatedNode node : List.copyOf(fleet.nodes())) {
            if (membership.removed().contains(node.id()) && isKnownToMembers(committed)) {
                retire(node);
            }
        }
    }

    private boolean isKnownToMembers(CommittedLog committed) {
        return fleet.nodes().stream()
                .filter(node ->
                        node.isAlive() && committed.membership().find(node.id()).isPresent())
                .anyMatch(node -> node.consensus().status().commitIndex() >= committed.lastIndex());
    }

    /** A member whose peer URLs were changed is started again, there; nobody answers any more where it was. */
    private void moveIfElsewhere(MemberId member, List<String> peerUrls) {
        SimulatedNode node = fleet.find(member);
        if (node == null || !fleet.isMeantToRun(node) || node.peerUrls().equals(peerUrls)) {
            return;
        }
        coverage.count("members moved");
        trace.say(member + " moves to " + peerUrls);
        node.moveTo(peerUrls);
        if (node.isAlive()) {
            node.crash(CrashLoss.NOTHING);
        }
        simulation.after(Duration.ofMillis(random.nextInt(1_000)), () -> starts.accept(node));
    }

    /** A removed member's process is stopped, but not at once. */
    private void retire(SimulatedNode node) {
        trace.say(node.id() + " was removed and is going to be stopped");
        fleet.retire(node);
        simulation.after(Duration.ofMillis(random.nextInt(3_000)), () -> {
            if (node.isAlive()) {
                node.crash(CrashLoss.NOTHING);
            }
        });
    }

    private void act() {
        SimulatedNode node = fleet.nodes().get(random.nextInt(fleet.nodes().size()));
        if (!node.isServing()) {
            return;
        }
        long look = ++looks;
        Cluster cluster = node.services().find(Cluster.class).orElseThrow();
        MemberListRequest request =
                MemberListRequest.newBuilder().setLinearizable(true).build();
        cluster.memberList(context(), request, reply((MemberListResponse list) -> {
            // An answer that was held up, by a pause, may tell of a time before what another one has told.
            if (!stopped && look > newestLook) {
                newestLook = look;
                startNewcomers(list.getMembersList());
                stopRemoved(list.getMembersList());
                change(cluster, list.getMembersList());
            }
        }));
    }

    private void startNewcomers(List<Member> members) {
        Membership known =
                new Membership(members.stream().map(SimulatedOperator::toMember).toList(), List.of());
        for (Member member : members) {
            if (fleet.find(new MemberId(member.getID())) == null) {
                coverage.count("members that joined");
                trace.say("a process for the new member " + toMember(member));
                births.join(toMember(member), known);
            }
            moveIfElsewhere(new MemberId(member.getID()), member.getPeerURLsList());
        }
    }

    private void stopRemoved(List<Member> members) {
        for (SimulatedNode node : List.copyOf(fleet.nodes())) {
            if (members.stream().noneMatch(member -> member.getID() == node.id().value())) {
                retire(node);
            }
        }
    }

    private void change(Cluster cluster, List<Member> members) {
        List<Member> learners = members.stream().filter(Member::getIsLearner).toList();
        Member some = members.get(random.nextInt(members.size()));
        int voters = members.size() - learners.size();
        rebuilding = rebuilding && voters < votersMinimum;
        if (!learners.isEmpty() && random.nextInt(4) != 0) {
            MemberPromoteRequest request = MemberPromoteRequest.newBuilder()
                    .setID(learners.get(0).getID())
                    .build();
            cluster.memberPromote(context(), request, reply(done("members promoted")));
        } else if (voters > votersMinimum && random.nextInt(3) != 0) {
            MemberRemoveRequest request =
                    MemberRemoveRequest.newBuilder().setID(some.getID()).build();
            cluster.memberRemove(context(), request, reply(done("members removed")));
        } else if (random.nextInt(6) == 0) {
            update(cluster, some);
        } else if (members.size() < Math.min(MEMBERS_MAX, votersMinimum + GROWTH_MAX)) {
            boolean learner = random.nextInt(4) != 0;
            MemberAddRequest request = MemberAddRequest.newBuilder()
                    .addPeerURLs("http://newcomer-" + newcomers++ + ":2380")
                    .setIsLearner(learner)
                    .build();
            cluster.memberAdd(context(), request, reply(done(learner ? "learners added" : "voters added")));
        }
    }

    /** To the URLs that it has, or to others; the process follows when the list says so. */
    private void update(Cluster cluster, Member member) {
        List<String> urls =
                random.nextInt(3) == 0 ? member.getPeerURLsList() : List.of("http://place-" + places++ + ":2380");
        MemberUpdateRequest request = MemberUpdateRequest.newBuilder()
                .setID(member.getID())
                .addAllPeerURLs(urls)
                .build();
        cluster.memberUpdate(context(), request, reply(done("members updated")));
    }

    private <A> Consumer<A> done(String what) {
        return answer -> {
            coverage.count(what);
            trace.say(what);
        };
    }

    private static <A> Reply<A> reply(Consumer<A> next) {
        return new Reply<>() {
            @Override
            public void complete(A answer) {
                next.accept(answer);
            }

            @Override
            public void fail(KvorumException failure) {
                // What became of it shows in the next list.
            }
        };
    }

    private static io.kvorum.spi.consensus.Member toMember(Member member) {
        return new io.kvorum.spi.consensus.Member(
                new MemberId(member.getID()), member.getPeerURLsList(), member.getIsLearner());
    }

    private static RequestContext context() {
        return RequestContext.background(Runnable::run);
    }
}

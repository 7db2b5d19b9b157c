package io.kvorum.simulation;

import com.google.protobuf.ByteString;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.engine.Engine;
import io.kvorum.simulation.invariant.Recorder;
import io.kvorum.simulation.invariant.Violations;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must hold of the members themselves when everything is healed and quiet. */
final class Judgement {
    /** Value of the put by which every member shows that it can write again. */
    static final String PROBE = "probe";

    private static final Duration PROGRESS_LIMIT = Duration.ofSeconds(20);
    private static final Duration TRANSFER_LIMIT = Duration.ofSeconds(20);
    private static final Duration TRANSFER_PATIENCE = Duration.ofSeconds(2);
    private static final Duration AGREEMENT_LIMIT = Duration.ofSeconds(20);

    private final Simulation simulation;
    private final List<SimulatedNode> nodes;
    private final Recorder recorder;
    private final Violations violations;

    Judgement(Simulation simulation, List<SimulatedNode> nodes, Recorder recorder, Violations violations) {
        this.simulation = simulation;
        this.nodes = nodes;
        this.recorder = recorder;
        this.violations = violations;
    }

    /** A put through some member comes through, and every member applies it. */
    void requireProgress() {
        boolean[] written = new boolean[1];
        String[] failure = new String[1];
        PutRequest put = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("probe"))
                .setValue(ByteString.copyFromUtf8(PROBE))
                .build();
        // A learner takes no puts.
        SimulatedNode node = nodes.stream()
                .filter(any -> recorder.committed().membership().voters().contains(any.id()))
                .findFirst()
                .orElseThrow();
        if (!node.isServing()) {
            violations.add("liveness: member " + node.id() + " does not serve although everything was healed");
            return;
        }
        node.services()
                .find(Kv.class)
                .orElseThrow()
                .put(RequestContext.background(Runnable::run), put, new Reply<PutAnswer>() {
                    @Override
                    public void complete(PutAnswer answer) {
                        written[0] = true;
                    }

                    @Override
                    public void fail(KvorumException refusal) {
                        failure[0] = refusal.text();
                    }
                });
        if (!simulation.runUntil(() -> written[0], PROGRESS_LIMIT)) {
            String answer = failure[0] == null ? "no answer" : failure[0];
            violations.add("liveness: a put through member " + node.id()
                    + " did not come through although everything was healed: " + answer + membersNow());
        }
    }

    /** How the members stand: what one looks for first when nothing goes on. */
    private String membersNow() {
        StringBuilder text = new StringBuilder();
        for (SimulatedNode node : nodes) {
            text.append("; member ").append(node.id()).append(" in life ").append(node.lives());
            if (!node.isAlive()) {
                text.append(" is down");
                continue;
            }
            ConsensusStatus status = node.consensus().status();
            text.append(" is ").append(status.role()).append(" of term ").append(status.term());
            text.append(", commit ").append(status.commitIndex()).append(" of ").append(status.lastIndex());
            status.peers()
                    .forEach(peer ->
                            text.append(", ").append(peer.id()).append(" has ").append(peer.matchIndex()));
            text.append(node.isServing() ? "" : ", does not serve");
        }
        return text.toString();
    }

    /** Whoever votes can lead: leadership goes round. Nothing is asked of members that have broken a promise before. */
    void requireEveryVoterCanLead() {
        if (!violations.isEmpty()) {
            return;
        }
        for (MemberId voter : recorder.committed().membership().voters()) {
            SimulatedNode heir = nodes.stream()
                    .filter(node -> node.id().equals(voter))
                    .findFirst()
                    .orElseThrow();
            long end = simulation.nanoseconds() + TRANSFER_LIMIT.toNanos();
            while (!leads(heir) && simulation.nanoseconds() < end && violations.isEmpty()) {
                nodes.stream()
                        .filter(Judgement::leads)
                        .findFirst()
                        .ifPresent(leader -> leader.consensus().transferLeadership(voter));
                simulation.runUntil(() -> leads(heir), TRANSFER_PATIENCE);
            }
            if (!leads(heir)) {
                violations.add("liveness: leadership could not be handed to member " + voter + membersNow());
                return;
            }
        }
    }

    private static boolean leads(SimulatedNode node) {
        return node.consensus().status().role() == ConsensusStatus.Role.LEADER;
    }

    /** All members have applied the same entries, and have the same rows. */
    void requireEqualStates() {
        if (!simulation.runUntil(this::statesAreEqual, AGREEMENT_LIMIT)) {
            describeDifference();
        }
    }

    private boolean statesAreEqual() {
        // Looking is expensive: first whether all have applied everything, which is cheap.
        long last = recorder.committed().lastIndex();
        for (SimulatedNode node : nodes) {
            if (node.consensus().status().commitIndex() != last) {
                return false;
            }
        }
        if (simulation.steps() % 64 != 0) {
            return false;
        }
        return nodes.stream().skip(1).allMatch(node -> sameRows(node, nodes.get(0)));
    }

    private static boolean sameRows(SimulatedNode one, SimulatedNode other) {
        for (Keyspace keyspace : Engine.keyspaces()) {
            try (RowCursor ours = scan(one, keyspace);
                    RowCursor others = scan(other, keyspace)) {
                if (!sameRows(ours, others)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean sameRows(RowCursor ours, RowCursor others) {
        while (ours.next()) {
            if (!others.next()
                    || !ours.key().equals(others.key())
                    || !ours.value().equals(others.value())) {
                return false;
            }
        }
        return !others.next();
    }

    private static RowCursor scan(SimulatedNode node, Keyspace keyspace) {
        return node.storage().scan(keyspace, KeyRange.ALL, false, Integer.MAX_VALUE);
    }

    private void describeDifference() {
        Map<Bytes, Bytes> first = rows(nodes.get(0));
        for (SimulatedNode node : nodes) {
            Map<Bytes, Bytes> rows = rows(node);
            long different = rows.entrySet().stream()
                    .filter(row -> !row.getValue().equals(first.get(row.getKey())))
                    .count();
            violations.add("states differ: member " + node.id() + " has " + rows.size() + " rows of which " + different
                    + " are not those of member " + nodes.get(0).id() + ", at commit index "
                    + node.consensus().status().commitIndex() + " of "
                    + recorder.committed().lastIndex());
        }
    }

    /** All rows; the name of the keyspace stands before each key. */
    private static Map<Bytes, Bytes> rows(SimulatedNode node) {
        Map<Bytes, Bytes> rows = new TreeMap<>();
        for (Keyspace keyspace : Engine.keyspaces()) {
            try (RowCursor cursor = scan(node, keyspace)) {
                while (cursor.next()) {
                    byte[] name = Bytes.utf8(keyspace.name() + "/").toByteArray();
                    byte[] key = Arrays.copyOf(name, name.length + cursor.key().length());
                    cursor.key().copyTo(key, name.length);
                    rows.put(Bytes.wrap(key), Bytes.wrap(cursor.value().toByteArray()));
                }
            }
        }
        return rows;
    }
}

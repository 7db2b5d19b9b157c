package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lets each forwarded command through at most once (CON-9). It is for one leader's term, and a command counts only in the
 * term it was sent in, so what it must remember is small: the last number let through per member. A message that was
 * overtaken by a later one is lost; its sender's deadline tells the client. It outlasts the leader's role: a repetition
 * that finds a member which has stepped down must not be refused for certain, as the first one may commit (CON-4).
 */
final class ForwardGate {
    private record Position(long incarnation, long sequence) {}

    private final Map<MemberId, Position> passed = new TreeMap<>();

    /** Whether these numbers are new; if so they count as passed. */
    boolean pass(MemberId origin, Message.ForwardedProposals proposals) {
        boolean isNew = isNew(origin, proposals);
        if (isNew) {
            long sequence = proposals.firstSequence() + proposals.commands().size() - 1;
            passed.put(origin, new Position(proposals.incarnation(), sequence));
        }
        return isNew;
    }

    /** Whether these numbers were certainly never let through. */
    boolean isNew(MemberId origin, Message.ForwardedProposals proposals) {
        Position last = passed.get(origin);
        return last == null
                || proposals.incarnation() > last.incarnation()
                || proposals.incarnation() == last.incarnation() && proposals.firstSequence() > last.sequence();
    }
}

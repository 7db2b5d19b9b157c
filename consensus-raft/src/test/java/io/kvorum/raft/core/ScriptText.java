package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;

/** Messages and entries as scripts show them. */
final class ScriptText {
    private ScriptText() {}

    static String packet(MemberId from, Envelope envelope) {
        return from + "->" + envelope.to() + " " + message(envelope.message());
    }

    static String entry(LogEntry entry) {
        String payload = entry.kind() == LogEntry.Kind.COMMAND
                ? entry.payload().toUtf8()
                : entry.kind().name();
        return entry.index() + "/" + entry.term() + " " + payload;
    }

    static String outcome(ProposalOutcome outcome) {
        if (outcome instanceof ProposalOutcome.Refused refused) {
            return "refused " + refused.failure();
        }
        return outcome.toString();
    }

    private static String message(Message message) {
        if (message instanceof Message.AppendRequest request) {
            return "AppendRequest[term=" + request.term() + ", after=" + request.previousIndex() + "/"
                    + request.previousTerm() + ", commit=" + request.commit() + ", entries="
                    + request.entries().stream().map(ScriptText::entry).toList() + "]";
        }
        if (message instanceof Message.ForwardedProposals forwarded) {
            return "ForwardedProposals[term=" + forwarded.term() + ", first=" + forwarded.firstSequence()
                    + ", commands="
                    + forwarded.commands().stream()
                            .map(command -> command.command().toUtf8())
                            .toList()
                    + "]";
        }
        return message.toString().replaceAll("CommitPoint\\[index=(\\d+), term=(\\d+)\\]", "$1/$2");
    }
}

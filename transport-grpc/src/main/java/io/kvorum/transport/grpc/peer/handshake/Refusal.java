package io.kvorum.transport.grpc.peer.handshake;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * A refusal as it travels.
 *
 * @param sentence for people
 */
public record Refusal(RefusalReason reason, String sentence) {
    private static final Metadata.Key<String> REASON = PeerHeaders.key("kvorum-refusal");

    /** Long texts would not fit into the trailers. */
    private static final int SENTENCE_MAX = 1_000;

    /** What the receiver of a call or snapshot said. */
    public static Refusal byReceiver(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        String text = String.valueOf((wrapped ? failure.getCause() : failure).getMessage());
        return new Refusal(
                RefusalReason.BY_RECEIVER, text.length() > SENTENCE_MAX ? text.substring(0, SENTENCE_MAX) : text);
    }

    Status status() {
        return Status.PERMISSION_DENIED.withDescription(sentence);
    }

    /** The trailers that say so, with the identity of who says it. */
    Metadata trailers(PeerIdentity self) {
        Metadata trailers = new Metadata();
        trailers.put(REASON, reason.name());
        self.writeTo(trailers);
        return trailers;
    }

    /** The refusal with which the other side ended a call; empty if the call ended otherwise. */
    public static Optional<Refusal> readFrom(Status status, Metadata trailers) {
        String name = trailers == null ? null : trailers.get(REASON);
        if (name == null) {
            return Optional.empty();
        }
        for (RefusalReason reason : RefusalReason.values()) {
            if (reason.name().equals(name)) {
                return Optional.of(new Refusal(reason, String.valueOf(status.getDescription())));
            }
        }
        return Optional.of(new Refusal(RefusalReason.BY_RECEIVER, name + ": " + status.getDescription()));
    }

    /** How a call ended otherwise, in one line. */
    public static String describe(Status status) {
        Throwable cause = status.getCause();
        return status.getCode() + ": " + status.getDescription()
                + (cause == null ? "" : " (" + cause.getMessage() + ")");
    }
}

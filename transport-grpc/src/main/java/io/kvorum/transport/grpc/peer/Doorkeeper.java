package io.kvorum.transport.grpc.peer;

import io.grpc.Metadata;
import io.kvorum.spi.MemberId;
import java.util.Optional;
import java.util.Set;

/** Lets streams and calls of others in, or refuses and tells the operator. Any thread. */
final class Doorkeeper {
    private static final Set<String> OPEN_CHANNELS = Set.of("members", "version");

    private final PeerEnvironment environment;
    private final Roster roster;

    Doorkeeper(PeerEnvironment environment, Roster roster) {
        this.environment = environment;
        this.roster = roster;
    }

    /**
     * The outcome.
     *
     * @param refusal empty if it may come in
     * @param from empty for a stranger, and for who is refused
     */
    record Entry(Optional<Refusal> refusal, Optional<MemberId> from) {}

    /** Judges a call of a channel. */
    Entry admitCall(Metadata headers, String channel) {
        return admit(headers, OPEN_CHANNELS.contains(channel));
    }

    /** Judges a stream of messages, or a snapshot: makes sure as well that who sends it can be answered. */
    Entry admitStream(Metadata headers) {
        Entry entry = admit(headers, false);
        if (entry.refusal().isPresent()) {
            return entry;
        }
        PeerIdentity sender = PeerIdentity.readFrom(headers).orElseThrow();
        if (sender.memberId().equals(environment.self().memberId())) {
            return refused(
                    sender,
                    new Refusal(
                            RefusalReason.WRONG_TARGET, "the sender has this member's own id " + sender.describe()));
        }
        if (!roster.welcome(sender)) {
            return refused(
                    sender,
                    new Refusal(RefusalReason.TOO_MANY_NEWCOMERS, "too many senders that are not in the membership"));
        }
        return entry;
    }

    private Entry admit(Metadata headers, boolean openToStrangers) {
        Optional<PeerIdentity> sender = PeerIdentity.readFrom(headers);
        if (sender.isEmpty()) {
            Refusal refusal = new Refusal(RefusalReason.NO_HANDSHAKE, "this port is for members of a cluster only");
            environment.refusals().refusedWithoutHandshake(refusal);
            return new Entry(Optional.of(refusal), Optional.empty());
        }
        Optional<MemberId> target;
        try {
            target = Optional.ofNullable(headers.get(PeerMethods.TARGET)).map(MemberId::parse);
        } catch (IllegalArgumentException malformed) {
            return refused(sender.get(), new Refusal(RefusalReason.NO_HANDSHAKE, "the target's id cannot be read"));
        }
        return Handshake.judgeSender(environment.self(), roster.membership(), sender.get(), target, openToStrangers)
                .map(refusal -> refused(sender.get(), refusal))
                .orElseGet(() -> new Entry(
                        Optional.empty(),
                        sender.get().stranger()
                                ? Optional.empty()
                                : sender.get().memberId()));
    }

    private Entry refused(PeerIdentity sender, Refusal refusal) {
        environment.refusals().refused(sender, refusal);
        return new Entry(Optional.of(refusal), Optional.empty());
    }
}

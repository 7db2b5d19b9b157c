package io.kvorum.transport.grpc.peer.handshake;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import java.util.Optional;
import java.util.Set;

/**
 * Where streams and calls of others begin: whoever passes the handshake enters the room behind, and who is refused is told
 * so, and the operator too. Any thread.
 */
public final class Door {
    private static final Set<String> OPEN_CHANNELS = Set.of("members", "version");

    private final Handshakes handshakes;
    private final Guests guests;

    /** Who is known here. */
    public interface Guests {
        Membership membership();

        /**
         * A member that passed the handshake begins to send: makes sure that it can be answered.
         *
         * @return false if there are too many already that are not in the membership
         */
        boolean welcome(PeerIdentity sender);
    }

    /**
     * What is behind the door.
     *
     * @param <Q> what the visitor sends
     */
    @FunctionalInterface
    public interface Room<Q> {
        /** A call or stream begins; what is refused here as well is {@link GuardedCall#turnAway}. */
        ServerCall.Listener<Q> enter(GuardedCall call, Visitor visitor);
    }

    /**
     * Who passed the handshake.
     *
     * @param id empty for a stranger
     * @param headers what came with the handshake
     */
    public record Visitor(Optional<MemberId> id, Metadata headers) {
        /** Name of the channel that is asked for. */
        public String channel() {
            return String.valueOf(headers.get(PeerHeaders.CHANNEL));
        }
    }

    public Door(Handshakes handshakes, Guests guests) {
        this.handshakes = handshakes;
        this.guests = guests;
    }

    /** A door for streams: of members only, and of such as can be answered. */
    public <Q> ServerCallHandler<Q, Bytes> forMembers(Room<Q> room) {
        return (call, headers) -> open(call, headers, room, false);
    }

    /** A door for calls: of members, and on some channels of strangers too. */
    public <Q> ServerCallHandler<Q, Bytes> forCallers(Room<Q> room) {
        return (call, headers) -> open(call, headers, room, true);
    }

    private <Q> ServerCall.Listener<Q> open(
            ServerCall<Q, Bytes> call, Metadata headers, Room<Q> room, boolean forCallers) {
        GuardedCall guarded = new GuardedCall(call, handshakes.self());
        Optional<PeerIdentity> sender = PeerIdentity.readFrom(headers);
        if (sender.isEmpty()) {
            Refusal refusal = new Refusal(RefusalReason.NO_HANDSHAKE, "this port is for members of a cluster only");
            handshakes
                    .refusals()
                    .refusedWithoutHandshake(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), refusal);
            return guarded.turnAway(refusal);
        }
        PeerIdentity known = sender.get();
        Visitor visitor = new Visitor(known.stranger() ? Optional.empty() : known.memberId(), headers);
        Optional<Refusal> refusal = forCallers
                ? judge(known, headers, OPEN_CHANNELS.contains(visitor.channel()))
                : judge(known, headers, false).or(() -> judgeSender(known));
        if (refusal.isPresent()) {
            handshakes.refusals().refused(known, refusal.get());
            return guarded.turnAway(refusal.get());
        }
        return room.enter(guarded, visitor);
    }

    private Optional<Refusal> judge(PeerIdentity sender, Metadata headers, boolean openToStrangers) {
        Optional<MemberId> target;
        try {
            target = Optional.ofNullable(headers.get(PeerHeaders.TARGET)).map(MemberId::parse);
        } catch (IllegalArgumentException malformed) {
            return Optional.of(new Refusal(RefusalReason.NO_HANDSHAKE, "the target's id cannot be read"));
        }
        return HandshakeRules.judgeSender(handshakes.self(), guests.membership(), sender, target, openToStrangers);
    }

    private Optional<Refusal> judgeSender(PeerIdentity sender) {
        if (sender.memberId().equals(handshakes.self().memberId())) {
            return Optional.of(new Refusal(
                    RefusalReason.WRONG_TARGET, "the sender says that it is this one itself, " + sender.describe()));
        }
        return guests.welcome(sender)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        RefusalReason.TOO_MANY_NEWCOMERS, "too many senders that are not in the membership"));
    }
}

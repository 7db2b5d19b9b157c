package io.kvorum.simulation;

import io.kvorum.simulation.part.ConsensusDecorator;
import io.kvorum.simulation.part.PeerDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.peer.PeerTransport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Raft that goes wrong with changes of its members. */
final class WrongRaftMembership {
    private WrongRaftMembership() {}

    /** Knows the members as they are applied. */
    private static class KnowingMembers extends WrongRaft.Flaw {
        private ReplicatedStateMachine applying;

        @Override
        ReplicatedStateMachine machine(ReplicatedStateMachine machine, ConsensusContext context) {
            applying = machine;
            return machine;
        }

        Membership membership() {
            return Optional.ofNullable(applying)
                    .map(machine -> machine.applied().membership())
                    .orElse(Membership.EMPTY);
        }
    }

    static class MembershipLearnerSaysFollower extends WrongRaft {
        MembershipLearnerSaysFollower() {
            super(() -> Flaw.ofConsensus(consensus -> new ConsensusDecorator(consensus) {
                @Override
                public ConsensusStatus status() {
                    ConsensusStatus status = super.status();
                    return status.role() == ConsensusStatus.Role.LEARNER
                            ? new ConsensusStatus(
                                    ConsensusStatus.Role.FOLLOWER,
                                    status.leader(),
                                    status.term(),
                                    status.commitIndex(),
                                    status.lastIndex(),
                                    status.lastQuorumNanoseconds(),
                                    status.peers())
                            : status;
                }
            }));
        }
    }

    static class MembershipRefusalIsSilent extends WrongRaft {
        MembershipRefusalIsSilent() {
            super(() -> Flaw.ofChanges((consensus, change, context, onFailure) ->
                    consensus.changeMembership(change, context, failure -> {})));
        }
    }

    static class MembershipRemovedLeaderKeepsItToItself extends WrongRaft {
        private static final int APPEND_COMMIT = WrongMessages.FIELDS + 16;

        MembershipRemovedLeaderKeepsItToItself() {
            super(() -> new Flaw() {
                private long told = Long.MAX_VALUE;

                @Override
                Consensus consensus(Consensus consensus, ConsensusContext context) {
                    return Flaw.changing(consensus, (next, change, changeContext, onFailure) -> {
                        if (change.equals(new MembershipChange.Remove(context.memberId()))) {
                            told = next.status().commitIndex();
                        }
                        next.changeMembership(change, changeContext, onFailure);
                    });
                }

                @Override
                PeerTransport peers(PeerTransport peers, ConsensusContext context) {
                    return WrongMessages.outgoing(
                            WrongMessages.outgoing(
                                    peers, WrongMessages.HEARTBEAT, message -> cap(message, WrongMessages.FIELDS)),
                            WrongMessages.APPEND_REQUEST,
                            message -> cap(message, APPEND_COMMIT));
                }

                private void cap(ByteBuffer message, int position) {
                    message.putLong(position, Math.min(told, message.getLong(position)));
                }
            });
        }
    }

    static class MembershipRemovedFollowerIsNotTold extends WrongRaft {
        MembershipRemovedFollowerIsNotTold() {
            super(() -> new WrongRaftMembership.KnowingMembers() {
                @Override
                PeerTransport peers(PeerTransport peers, ConsensusContext context) {
                    return new PeerDecorator(peers) {
                        @Override
                        protected Bytes outgoing(String channel, MemberId to, Bytes message) {
                            return membership().removed().contains(to) ? null : message;
                        }
                    };
                }
            });
        }
    }

    static class MembershipAddressesStay extends WrongRaft {
        MembershipAddressesStay() {
            super(() -> Flaw.ofChanges((consensus, change, context, onFailure) -> consensus.changeMembership(
                    change instanceof MembershipChange.UpdateAddresses update
                            ? new MembershipChange.UpdateAddresses(update.member(), List.of("http://before:2380"))
                            : change,
                    context,
                    onFailure)));
        }
    }

    static class MembershipStrangersAreNotHeard extends WrongRaft {
        MembershipStrangersAreNotHeard() {
            super(() -> new WrongRaftMembership.KnowingMembers() {
                @Override
                PeerTransport peers(PeerTransport peers, ConsensusContext context) {
                    return new PeerDecorator(peers) {
                        @Override
                        protected Bytes incoming(String channel, MemberId from, Bytes message) {
                            boolean stranger = !membership().members().isEmpty()
                                    && membership().find(from).isEmpty();
                            return stranger ? null : message;
                        }
                    };
                }
            });
        }
    }

    static class MembershipForceNewIsIgnored extends WrongRaft {
        MembershipForceNewIsIgnored() {
            super(() -> new Flaw() {
                @Override
                Bootstrap bootstrap(Bootstrap bootstrap) {
                    return bootstrap instanceof Bootstrap.ForceNew ? new Bootstrap.Restart() : bootstrap;
                }
            });
        }
    }
}

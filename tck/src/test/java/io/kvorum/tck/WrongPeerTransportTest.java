package io.kvorum.tck;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.peer.PeerTransportFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** For each rule of peer transports: a part that breaks it fails the rule's test. */
class WrongPeerTransportTest {
    abstract static class Wrong extends SimulatedPeerContractTest {
        private final PeerFlaw flaw;

        Wrong(PeerFlaw flaw) {
            this.flaw = flaw;
        }

        @Override
        protected PeerTransportFactory factory() {
            return new WrongFactory(super.factory(), flaw);
        }
    }

    private record WrongFactory(PeerTransportFactory right, PeerFlaw flaw) implements PeerTransportFactory {
        private static final long CLUSTER = 0xc1;

        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public PeerTransport create(Config config, PeerContext context) {
            boolean claimsToBelong = flaw == PeerFlaw.PEER_4_HEARS_OTHER_CLUSTERS && context.clusterId() != 0
                    || flaw == PeerFlaw.PEER_4_LETS_STRANGERS_IN && context.clusterId() == 0;
            PeerContext told = new FixedPeerContext(
                    context.runtime(),
                    context.memberId(),
                    claimsToBelong ? CLUSTER : context.clusterId(),
                    context.consensus(),
                    context.listenUrls(),
                    flaw == PeerFlaw.PEER_7_ADVERTISES_NOTHING ? List.of() : context.advertisedUrls());
            return new WrongPeerTransport(right.create(config, told), flaw);
        }
    }

    static class Peer1ThrowsWhenFull extends Wrong {
        Peer1ThrowsWhenFull() {
            super(PeerFlaw.PEER_1_THROWS_WHEN_FULL);
        }
    }

    static class Peer2LosesAPart extends Wrong {
        Peer2LosesAPart() {
            super(PeerFlaw.PEER_2_LOSES_A_PART);
        }
    }

    static class Peer3SwapsMessages extends Wrong {
        Peer3SwapsMessages() {
            super(PeerFlaw.PEER_3_SWAPS_MESSAGES);
        }
    }

    static class Peer4HearsOtherClusters extends Wrong {
        Peer4HearsOtherClusters() {
            super(PeerFlaw.PEER_4_HEARS_OTHER_CLUSTERS);
        }
    }

    static class Peer4LetsStrangersIn extends Wrong {
        Peer4LetsStrangersIn() {
            super(PeerFlaw.PEER_4_LETS_STRANGERS_IN);
        }
    }

    static class Peer4HearsTheRemoved extends Wrong {
        Peer4HearsTheRemoved() {
            super(PeerFlaw.PEER_4_HEARS_THE_REMOVED);
        }
    }

    static class Peer4IgnoresNewcomers extends Wrong {
        Peer4IgnoresNewcomers() {
            super(PeerFlaw.PEER_4_IGNORES_NEWCOMERS);
        }
    }

    static class Peer5BeginsAnew extends Wrong {
        Peer5BeginsAnew() {
            super(PeerFlaw.PEER_5_BEGINS_ANEW);
        }
    }

    static class Peer5SealsNothing extends Wrong {
        Peer5SealsNothing() {
            super(PeerFlaw.PEER_5_SEALS_NOTHING);
        }
    }

    static class Peer6CallsUnknownUnreachable extends Wrong {
        Peer6CallsUnknownUnreachable() {
            super(PeerFlaw.PEER_6_CALLS_UNKNOWN_UNREACHABLE);
        }
    }

    static class Peer6KnowsNothingForSure extends Wrong {
        Peer6KnowsNothingForSure() {
            super(PeerFlaw.PEER_6_KNOWS_NOTHING_FOR_SURE);
        }
    }

    static class Peer7AdvertisesNothing extends Wrong {
        Peer7AdvertisesNothing() {
            super(PeerFlaw.PEER_7_ADVERTISES_NOTHING);
        }
    }

    @TestFactory
    Stream<DynamicTest> eachFlawIsNoticed() {
        String unknown = "required_peer6_aCallWithoutAnswerIsUnknownAndOneToNobodyUnreachable";
        String snapshot = "required_peer5_aSnapshotArrivesWholeAndResumes";
        return Stream.of(
                notices(Peer1ThrowsWhenFull.class, "required_peer1_sendToSomebodyWhoIsNotThereNeitherBlocksNorThrows"),
                notices(Peer2LosesAPart.class, "required_peer2_messagesArriveUnaltered"),
                notices(Peer3SwapsMessages.class, "required_peer3_orderHoldsPerPairChannelAndUrgency"),
                notices(Peer4HearsOtherClusters.class, "required_peer4_membersOfOtherClustersAreRejected"),
                notices(Peer4LetsStrangersIn.class, "required_peer4_strangersMayOnlyAskForMembersAndVersion"),
                notices(Peer4HearsTheRemoved.class, "required_peer4_aRemovedMemberIsNotHeardAnyMore"),
                notices(
                        Peer4IgnoresNewcomers.class,
                        "required_peer4_aSenderThatIsNewerThanTheMembershipIsHeardAndAnswered"),
                notices(Peer5BeginsAnew.class, snapshot),
                notices(Peer5SealsNothing.class, snapshot),
                notices(Peer6CallsUnknownUnreachable.class, unknown),
                notices(Peer6KnowsNothingForSure.class, unknown),
                notices(
                        Peer7AdvertisesNothing.class,
                        "required_peer7_aMemberThatMovedIsFoundThoughNobodyKnowsThatTheMoveIsCommitted"));
    }

    private static DynamicTest notices(Class<?> wrong, String test) {
        return ContractRun.notices(SimulatedPeerContractTest.class, wrong, test);
    }
}

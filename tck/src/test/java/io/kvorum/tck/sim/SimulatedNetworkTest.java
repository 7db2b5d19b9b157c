package io.kvorum.tck.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerChannel.Urgency;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.tck.FixedPeerContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private static final Membership MEMBERS = new Membership(
            LongStream.rangeClosed(1, 3)
                    .mapToObj(id -> new Member(new MemberId(id), List.of("http://m" + id), false))
                    .toList(),
            List.of());

    private final Simulation simulation = new Simulation(3);
    private final SimulatedNetwork network = new SimulatedNetwork(simulation);
    private final List<String> heard = new ArrayList<>();
    private final List<SimulatedRuntime> runtimes = new ArrayList<>();
    private final List<PeerTransport> members = LongStream.rangeClosed(1, 3)
            .mapToObj(id -> member(new MemberId(id)))
            .toList();

    private PeerTransport member(MemberId id) {
        return member(id, "http://m" + id, MEMBERS);
    }

    private PeerTransport member(MemberId id, String listenUrl, Membership membership) {
        SimulatedRuntime runtime = new SimulatedRuntime(simulation, "n" + id, Path.of("/n" + id));
        runtimes.add(runtime);
        PeerTransport transport = new SimulatedPeerTransportFactory(network)
                .create(Config.defaults(List.of()), new FixedPeerContext(runtime, id, 1, "raft", List.of(listenUrl)));
        transport.channel("raft").receive((from, message) -> heard.add(from + ">" + id + " " + message.toUtf8()));
        transport.start();
        transport.setPeers(membership);
        return transport;
    }

    private void send(int from, int to, String text) {
        members.get(from - 1).channel("raft").send(new MemberId(to), Urgency.BULK, Bytes.utf8(text));
    }

    private void settle() {
        simulation.runFor(Duration.ofSeconds(5));
    }

    @Test
    void aCutHoldsInOneDirectionUntilItHeals() {
        network.cut(new MemberId(1), new MemberId(2));
        send(1, 2, "lost");
        send(2, 1, "back");
        settle();
        assertThat(heard).containsExactly("2>1 back");
        network.heal();
        send(1, 2, "healed");
        settle();
        assertThat(heard).containsExactly("2>1 back", "1>2 healed");
    }

    @Test
    void oneOfSeveralCutsIsRestoredAndWhatIsLostIsCounted() {
        send(1, 3, "under way");
        network.cut(new MemberId(1), new MemberId(2));
        network.cut(new MemberId(1), new MemberId(3));
        settle();
        assertThat(network.lost()).isEqualTo(1);
        network.restore(new MemberId(1), new MemberId(2));
        send(1, 2, "restored");
        send(1, 3, "still cut");
        settle();
        assertThat(heard).containsExactly("1>2 restored");
    }

    @Test
    void anIsolatedMemberHearsNobodyAndWhatIsUnderWayIsLost() {
        send(1, 3, "under way");
        network.isolate(new MemberId(3));
        send(3, 1, "out");
        send(2, 3, "in");
        send(1, 2, "others");
        settle();
        assertThat(heard).containsExactly("1>2 others");
    }

    @Test
    void messagesAreLostAndRepeatedAsOftenAsToldAndNeverAltered() {
        network.setLoss(0.5);
        for (int i = 0; i < 400; i++) {
            send(1, 2, "m");
        }
        settle();
        assertThat(heard.size()).isBetween(100, 300);
        heard.clear();
        network.setLoss(0);
        network.setDuplication(0.5);
        for (int i = 0; i < 400; i++) {
            send(1, 2, "m");
        }
        settle();
        assertThat(heard.size()).isBetween(500, 700);
        assertThat(heard).containsOnly("1>2 m");
    }

    @Test
    void aMemberThatMovedIsReachedOnceItsNewPlaceIsKnownOrItHasSaidSo() {
        Membership moved = new Membership(
                MEMBERS.members().stream()
                        .map(member -> member.id().value() == 2
                                ? new Member(member.id(), List.of("http://elsewhere"), false)
                                : member)
                        .toList(),
                List.of());
        runtimes.get(1).crash();
        PeerTransport second = member(new MemberId(2), "http://elsewhere", moved);
        members.get(0).setPeers(moved);
        send(1, 2, "where it is");
        send(3, 2, "where it was");
        settle();
        assertThat(heard).containsExactly("1>2 where it is");
        second.channel("raft").send(new MemberId(3), Urgency.BULK, Bytes.utf8("I am elsewhere"));
        settle();
        send(3, 2, "where it says it is");
        settle();
        assertThat(heard).containsExactly("1>2 where it is", "2>3 I am elsewhere", "3>2 where it says it is");
    }

    @Test
    void aCrashedMemberHearsNothingAndAPausedOneLater() {
        runtimes.get(1).crash();
        runtimes.get(2).pause();
        send(1, 2, "to the dead");
        send(1, 3, "to the sleeper");
        settle();
        assertThat(heard).isEmpty();
        runtimes.get(2).resume();
        settle();
        assertThat(heard).containsExactly("1>3 to the sleeper");
    }
}

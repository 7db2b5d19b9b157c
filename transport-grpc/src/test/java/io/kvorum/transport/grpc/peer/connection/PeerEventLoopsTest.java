package io.kvorum.transport.grpc.peer.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.peer.PeerChannel.Urgency;
import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerEventLoopsTest {
    @Test
    void onASmallMachineAMessageToAllFollowersWakesOneThread() {
        try (PeerEventLoops loops = new PeerEventLoops(2)) {
            EventLoop bulk = loops.forLink(Urgency.BULK);
            for (int member = 0; member < 4; member++) {
                loops.next();
                assertThat(loops.forLink(Urgency.BULK)).isSameAs(bulk);
            }
        }
    }

    @Test
    void peer1_noUrgentLinkSharesItsThreadWithABulkyOne() {
        try (PeerEventLoops loops = new PeerEventLoops(4)) {
            Set<EventLoop> urgent = new HashSet<>();
            Set<EventLoop> bulk = new HashSet<>();
            for (int member = 0; member < 6; member++) {
                urgent.add(loops.forLink(Urgency.URGENT));
                bulk.add(loops.forLink(Urgency.BULK));
            }
            assertThat(urgent).hasSize(1).doesNotContainAnyElementsOf(bulk);
            assertThat(bulk).hasSize(3);
        }
    }
}

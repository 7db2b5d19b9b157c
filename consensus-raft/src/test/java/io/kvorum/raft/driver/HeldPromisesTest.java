package io.kvorum.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.raft.core.Envelope;
import io.kvorum.raft.core.Message;
import io.kvorum.spi.MemberId;
import io.kvorum.tck.sim.RecordedMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A promise leaves when what it promises is durable, and not before; too many are dropped and counted. */
final class HeldPromisesTest {
    private final RecordedMetrics metrics = new RecordedMetrics();
    private final HeldPromises promises = new HeldPromises(new RaftMetrics(metrics, new RaftStatus()));

    @Test
    void theyLeaveInOrderAsTheLogBecomesDurable() {
        promises.hold(2, accepted(10));
        promises.hold(2, accepted(11));
        promises.hold(4, accepted(12));
        assertThat(promises.release(1)).isEmpty();
        assertThat(promises.release(3)).isEqualTo(accepted(10));
        assertThat(promises.release(3)).isEqualTo(accepted(11));
        assertThat(promises.release(3)).isEmpty();
        assertThat(promises.size()).isEqualTo(1);
        assertThat(promises.release(4)).isEqualTo(accepted(12));
        assertThat(promises.size()).isZero();
    }

    @Test
    void aDiskThatHangsLetsNoMoreWaitThanTheBound() {
        for (int i = 0; i < HeldPromises.MESSAGES_MAX + 5; i++) {
            promises.hold(1, accepted(i));
        }
        assertThat(promises.size()).isEqualTo(HeldPromises.MESSAGES_MAX);
        assertThat(metrics.count("kvorum_raft_promises_dropped_total")).isEqualTo(5);
        // The older ones are worth more: what was asked for later is asked for again
        assertThat(promises.release(1)).isEqualTo(accepted(0));
    }

    private static List<Envelope> accepted(long index) {
        return List.of(new Envelope(new MemberId(1), new Message.AppendAccepted(3, index)));
    }
}

package io.kvorum.transport.grpc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** PEER-5: snapshots travel on a stream of their own, with back-pressure, and go on where they were interrupted. */
class PeerSnapshotTest {
    private static final int BYTES = 8_000_000;

    private final String urlOne = LoopbackPorts.url();
    private final String urlTwo = LoopbackPorts.url();
    private final byte[] content = new byte[BYTES];

    PeerSnapshotTest() {
        new SplittableRandom(11).nextBytes(content);
    }

    /** Reads from memory and remembers how far it was read. */
    private final class Source implements SnapshotSource {
        private volatile long read;
        private volatile boolean closed;

        @Override
        public SnapshotMeta meta() {
            return new SnapshotMeta(1, 1, Membership.EMPTY, BYTES, 0);
        }

        @Override
        public int read(long position, ByteBuffer target) {
            if (closed) {
                throw new IllegalStateException("read after the end");
            }
            int length = (int) Math.min(target.remaining(), BYTES - position);
            target.put(content, (int) position, length);
            read = position + length;
            return length;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Writes to memory, when it may. */
    private static final class Sink implements SnapshotSink {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final CountDownLatch mayWrite;
        private final CompletableFuture<Void> sealed;

        Sink(CountDownLatch mayWrite, CompletableFuture<Void> sealed) {
            this.mayWrite = mayWrite;
            this.sealed = sealed;
        }

        static Sink ready() {
            return new Sink(new CountDownLatch(0), CompletableFuture.completedFuture(null));
        }

        @Override
        public long received() {
            return written.size();
        }

        @Override
        public void write(ByteBuffer chunk) {
            try {
                mayWrite.await();
            } catch (InterruptedException ended) {
                throw new IllegalStateException(ended);
            }
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            written.writeBytes(bytes);
        }

        @Override
        public CompletionStage<Void> seal() {
            return sealed;
        }

        @Override
        public CompletionStage<Void> install() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void abort() {}
    }

    private CompletableFuture<Void> send(TestMember from, Source source) {
        return from.transport
                .sendSnapshot(new MemberId(2), "raft", Bytes.utf8("take"), source)
                .toCompletableFuture();
    }

    @Test
    void peer5_anInterruptedSnapshotGoesOnWhereTheReceiverStands() throws IOException {
        int interruptions = 3;
        try (TestMember two = TestMember.started(2, urlTwo);
                Proxy proxy = new Proxy(urlTwo, Proxy.Fault.CUT, 1_500_000, interruptions);
                TestMember one = TestMember.started(1, urlOne)) {
            one.transport.setPeers(TestMember.membership(urlOne, proxy.url()));
            Sink sink = Sink.ready();
            two.sinks = () -> sink;
            send(one, new Source()).join();
            assertThat(sink.written.toByteArray()).isEqualTo(content);
            assertThat(proxy.faults()).isGreaterThanOrEqualTo(interruptions);
            assertThat(two.offers).hasSizeGreaterThan(interruptions).doesNotHaveDuplicates();
            assertThat(two.offers.get(0)).isEqualTo("take from 0");
            Conditions.await(() -> one.counted("etcd_network_snapshot_send_success") == 1);
            assertThat(two.counted("etcd_network_snapshot_receive_success")).isEqualTo(1);
            assertThat(two.counted("etcd_network_snapshot_receive_failures")).isGreaterThanOrEqualTo(interruptions);
        }
    }

    @Test
    void peer5_aSlowDiskOfTheReceiverStopsTheReaderAndNoMessages() {
        try (TestMember two = TestMember.started(2, urlTwo);
                TestMember one = TestMember.started(1, urlOne)) {
            one.transport.setPeers(TestMember.membership(urlOne, urlTwo));
            CountDownLatch mayWrite = new CountDownLatch(1);
            CompletableFuture<Void> mayEnd = new CompletableFuture<>();
            Sink sink = new Sink(mayWrite, mayEnd);
            two.sinks = () -> sink;
            Source source = new Source();
            CompletableFuture<Void> sent = send(one, source);
            Conditions.await(() -> source.read >= 1_000_000);
            one.sendUntilHeard(two, "meanwhile");
            assertThat(source.read).isLessThan(BYTES / 2);
            assertThat(sent).isNotDone();
            mayWrite.countDown();
            Conditions.await(() -> sink.received() == BYTES);
            one.sendUntilHeard(two, "before the seal");
            assertThat(sent).isNotDone();
            assertThat(one.counted("etcd_network_snapshot_send_inflights_total"))
                    .isEqualTo(1);
            assertThat(two.counted("etcd_network_snapshot_receive_inflights_total"))
                    .isEqualTo(1);
            mayEnd.complete(null);
            sent.join();
            Conditions.await(() -> one.counted("etcd_network_snapshot_send_inflights_total") == 0);
            assertThat(two.counted("etcd_network_snapshot_receive_inflights_total"))
                    .isZero();
            assertThat(two.counted("etcd_network_snapshot_receive_total_duration_seconds"))
                    .isEqualTo(1);
        }
    }

    @Test
    void peer5_aDamagedSnapshotFailsAtTheSender() {
        try (TestMember two = TestMember.started(2, urlTwo);
                TestMember one = TestMember.started(1, urlOne)) {
            one.transport.setPeers(TestMember.membership(urlOne, urlTwo));
            Sink sink = new Sink(
                    new CountDownLatch(0),
                    CompletableFuture.failedFuture(new IllegalStateException("checksum differs")));
            two.sinks = () -> sink;
            assertThat(failure(send(one, new Source()))).isInstanceOfSatisfying(PeerCallException.class, refused -> {
                assertThat(refused.outcome()).isEqualTo(PeerCallException.Outcome.REFUSED);
                assertThat(refused).hasMessage("checksum differs");
            });
            assertThat(two.counted("etcd_network_snapshot_receive_failures")).isEqualTo(1);
            assertThat(two.counted("etcd_network_snapshot_receive_inflights_total"))
                    .isZero();
        }
    }

    @Test
    void peer5_aSnapshotToNobodyEndsAndTheSourceIsNotReadAfterwards() {
        try (TestMember one = TestMember.started(1, urlOne)) {
            one.transport.setPeers(TestMember.membership(urlOne, urlTwo));
            assertThat(failure(send(one, new Source())))
                    .isInstanceOfSatisfying(
                            PeerCallException.class,
                            nobody -> assertThat(nobody.outcome()).isEqualTo(PeerCallException.Outcome.UNREACHABLE));
            TestMember two = TestMember.started(2, urlTwo);
            try (two) {
                Sink sink = new Sink(new CountDownLatch(1), new CompletableFuture<>());
                two.sinks = () -> sink;
                Source source = new Source();
                CompletableFuture<Void> sent = send(one, source);
                CompletableFuture<Void> closed = sent.whenComplete((nothing, failed) -> source.close());
                Conditions.await(() -> source.read > 0);
                one.transport.setPeers(TestMember.membership(urlOne));
                assertThat(failure(closed)).isInstanceOf(PeerCallException.class);
                assertThat(one.runtime.haltReason()).isNull();
            }
        }
    }

    private static Throwable failure(CompletableFuture<?> stage) {
        try {
            stage.join();
            return null;
        } catch (CompletionException failed) {
            return failed.getCause();
        }
    }
}

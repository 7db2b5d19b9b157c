package io.kvorum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.kvorum.server.process.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk of the log that gets full: a small file system in memory, where the machine lets us mount one. The data have
 * another one: a storage that finds no room ends its member, and if it shared the disk it would be a matter of time which
 * of both found the end first.
 */
final class FullDiskIT {
    private static final int DISK_MEBIBYTES = 192;
    private static final int BALLAST = 144 << 20;

    private final Injected injected = new Injected();

    @TempDir
    Path directory;

    @Test
    void aFullDiskStopsWritersNotReadersAndHeals() {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), DISK_MEBIBYTES)) {
            disk.occupy(BALLAST);
            try (ServerProcess server = ServerProcess.in(
                                    directory,
                                    "--wal-dir=" + disk.root().resolve("wal"),
                                    "--wal-chronicle-segment-bytes=8388608")
                            .start();
                    GrpcClient client = new GrpcClient(server.endpoint())) {
                int stored = fill(client);
                injected.note("a disk that was full after " + stored + " puts");
                assertThat(server.isAlive()).as(server.log()).isTrue();
                checkReads(client, stored);
                disk.makeRoom();
                Await.until(server::log, () -> accepts(client));
                checkReads(client, stored);
                server.kill();
                server.start();
                try (GrpcClient again = new GrpcClient(server.endpoint())) {
                    checkReads(again, stored);
                    assertThat(again.get("healed").getCount()).isEqualTo(1);
                }
                injected.stateAll();
            }
        }
    }

    /** Puts until the disk is full; gives how many were acknowledged. */
    private static int fill(GrpcClient client) {
        String value = "x".repeat(500_000);
        for (int i = 0; i < DISK_MEBIBYTES * 2; i++) {
            try {
                client.put("fill/" + i, value + i);
            } catch (StatusRuntimeException refused) {
                assertThat(refused.getStatus().getCode())
                        .as(refused.getMessage())
                        .isIn(Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED);
                assertThat(refused.getMessage()).contains("etcdserver: ");
                return i;
            }
        }
        throw new AssertionError("the disk never got full");
    }

    private static void checkReads(GrpcClient client, int stored) {
        for (int i = 0; i < stored; i++) {
            assertThat(client.kv()
                            .range(Requests.range("fill/" + i, "")
                                    .setSerializable(true)
                                    .build())
                            .getKvs(0)
                            .getValue()
                            .toStringUtf8())
                    .endsWith("x" + i);
        }
        assertThat(client.get("fill/0").getCount()).as("linearizable read").isEqualTo(1);
    }

    private static boolean accepts(GrpcClient client) {
        try {
            client.put("healed", "yes");
            return true;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }
}

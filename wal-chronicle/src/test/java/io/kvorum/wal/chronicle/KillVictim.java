package io.kvorum.wal.chronicle;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A process that is killed: opens a log, says what it found, then appends on one thread and syncs on another, and says
 * after each sync what is durable.
 */
final class KillVictim {
    static final long SEGMENT_BYTES = 2 << 20;
    private static final int OUTSTANDING_MAX = 256;
    private static final int RECORD_BYTES_MAX = 2000;

    private KillVictim() {}

    /** Argument: the log's directory. Never returns. */
    public static void main(String[] arguments) {
        long[] replayed = {0, 0};
        TestLog opened =
                TestLog.open(Path.of(arguments[0]), new OperatingSystemFiles(), SEGMENT_BYTES, (lsn, type, payload) -> {
                    if (replayed[1] != 0 && lsn != replayed[1] + 1
                            || !Bytes.copyOf(payload).equals(payload(lsn))) {
                        System.out.println("wrong " + lsn);
                        Runtime.getRuntime().halt(1);
                    }
                    replayed[0] = replayed[0] == 0 ? lsn : replayed[0];
                    replayed[1] = lsn;
                });
        System.out.println("opened " + replayed[0] + " " + replayed[1]);
        WriteAheadLog log = opened.log();
        Thread syncer = new Thread(() -> syncForEver(log), "syncer");
        syncer.setDaemon(true);
        syncer.start();
        appendForEver(log);
    }

    private static void appendForEver(WriteAheadLog log) {
        long releasedUpTo = 1;
        while (true) {
            long durable = log.durableLsn();
            if (log.appendedLsn() - durable < OUTSTANDING_MAX) {
                log.append((byte) 1, payload(log.appendedLsn() + 1));
                if (durable > releasedUpTo + 20_000) {
                    releasedUpTo = durable - 10_000;
                    log.releaseBefore(releasedUpTo);
                }
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private static void syncForEver(WriteAheadLog log) {
        long reported = 0;
        while (true) {
            long durable = log.sync();
            if (durable > reported) {
                reported = durable;
                System.out.println("durable " + durable);
            }
        }
    }

    /** What record {@code lsn} holds: follows from its number alone. */
    static Bytes payload(long lsn) {
        CRC32C hash = new CRC32C();
        hash.update(ByteBuffer.allocate(Long.BYTES).putLong(0, lsn));
        byte[] content = new byte[(int) (hash.getValue() % RECORD_BYTES_MAX)];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (lsn + i * 31);
        }
        return Bytes.wrap(content);
    }
}

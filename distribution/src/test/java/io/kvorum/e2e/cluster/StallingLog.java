package io.kvorum.e2e.cluster;

import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.file.Files;
import java.nio.file.Path;

/** No sync returns as long as there is a certain file in the working directory of the process. */
final class StallingLog extends WalDecorator {
    /** What makes the disk stall. */
    static final String FILE = "the-disk-stalls";

    private static final long PAUSE_MILLISECONDS = 10;

    StallingLog(WriteAheadLog log) {
        super(log);
    }

    @Override
    public long sync() {
        while (Files.exists(Path.of(FILE))) {
            pause();
        }
        return log.sync();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}

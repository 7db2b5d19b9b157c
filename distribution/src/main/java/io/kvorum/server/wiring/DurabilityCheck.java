package io.kvorum.server.wiring;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;

/**
 * Refuses a log that remembers beside a storage that forgets, and the reverse: after a restart one would miss what the
 * other has given up.
 */
record DurabilityCheck(WalOpener opener, String wal, StorageBackend backend, String storage) implements WalOpener {
    @Override
    public WriteAheadLog open(RecordVisitor replay) {
        WriteAheadLog log = opener.open(replay);
        if (log.limits().durable() != backend.limits().durable()) {
            boolean logForgets = !log.limits().durable();
            log.close();
            throw new ComponentException("log " + wal + (logForgets ? " forgets" : " remembers")
                    + " when the process ends, but storage " + storage + (logForgets ? " remembers" : " forgets")
                    + "; choose two that agree with --wal and --storage");
        }
        return log;
    }
}

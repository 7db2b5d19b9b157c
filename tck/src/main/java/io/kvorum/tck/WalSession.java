package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A log that is opened, crashed and opened again during one test. */
final class WalSession implements AutoCloseable {
    private final WriteAheadLogContract contract;
    private final WalFactory factory;
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<WriteAheadLog> abandoned = new ArrayList<>();
    private final List<NodeRuntime> runtimes = new ArrayList<>();
    private Path directory;
    private WalOpener opener;
    private WriteAheadLog log;

    WalSession(WriteAheadLogContract contract, Path directory) {
        this.contract = contract;
        this.factory = contract.factory();
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    WriteAheadLog log() {
        return log;
    }

    /** Opens a log that is new. */
    WriteAheadLog open() {
        List<WalRecord> replayed = openAfterCrash();
        if (!replayed.isEmpty()) {
            throw new AssertionError("a new log replays " + replayed);
        }
        return log;
    }

    /** Opens what is in the directory with an opener of its own, and returns what is replayed. */
    List<WalRecord> openAfterCrash() {
        opener = newOpener();
        return openAgain();
    }

    /** Tries to open again what is open. */
    void openTwice() {
        opener.open((lsn, type, payload) -> {}).close();
    }

    /** Tries to open the directory a second time, as another node would. */
    void openAnother() {
        newOpener().open((lsn, type, payload) -> {}).close();
    }

    /** Closes and opens again. */
    List<WalRecord> reopen() {
        log.close();
        return openAgain();
    }

    void crash() {
        abandoned.add(log);
        log = null;
        directory = contract.crash(directory);
    }

    List<WalRecord> crashAndOpen() {
        crash();
        return openAfterCrash();
    }

    private WalOpener newOpener() {
        NodeRuntime runtime = contract.runtime(directory);
        runtimes.add(runtime);
        return factory.create(
                contract.config(factory), new FixedWalContext(runtime, directory, contract.recordBytesRequired()));
    }

    private List<WalRecord> openAgain() {
        List<WalRecord> replayed = new ArrayList<>();
        log = opener.open((lsn, type, payload) -> replayed.add(new WalRecord(lsn, type, Bytes.copyOf(payload))));
        return replayed;
    }

    WalRecord append(byte type, Bytes payload) {
        return new WalRecord(log.append(type, payload), type, payload);
    }

    /** Appends records of {@code bytes} random bytes. */
    List<WalRecord> appendMany(int count, int bytes) {
        List<WalRecord> appended = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[bytes];
            random.nextBytes(payload);
            appended.add(append((byte) random.nextInt(), Bytes.wrap(payload)));
        }
        return appended;
    }

    List<WalRecord> read(long fromLsn, int maxRecords, long maxBytes) {
        List<WalRecord> records = new ArrayList<>();
        int count = log.read(
                fromLsn,
                maxRecords,
                maxBytes,
                (lsn, type, payload) -> records.add(new WalRecord(lsn, type, Bytes.copyOf(payload))));
        if (count != records.size()) {
            throw new AssertionError("read says " + count + " records and hands over " + records.size());
        }
        return records;
    }

    /** Closes everything, also what a crash left behind, so that files can be deleted. */
    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
        abandoned.forEach(WriteAheadLog::close);
        runtimes.forEach(Await::closeIfPossible);
    }
}

package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalLimits;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A right log with one flaw before it. */
final class WrongWal implements WriteAheadLog {
    private static final int CUT_BYTES = 100_000;

    private final WalOpener opener;
    private final WalFlaw flaw;
    private final ExecutorService onlyWriter = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "only-writer");
        thread.setDaemon(true);
        return thread;
    });
    private final long openedAt;
    private boolean synced;
    private WriteAheadLog log;

    WrongWal(WalOpener opener, WalFlaw flaw, RecordVisitor replay) {
        this.opener = opener;
        this.flaw = flaw;
        this.log = opener.open((lsn, type, payload) -> {
            if (flaw != WalFlaw.WAL_4_LOSES_A_RECORD || lsn != 5) {
                replay.record(lsn, type, payload);
            }
        });
        this.openedAt = log.appendedLsn();
    }

    @Override
    public long append(byte type, Bytes... payload) {
        return switch (flaw) {
            case WAL_1_MIXES_WRITERS ->
                CompletableFuture.supplyAsync(() -> log.append(type, payload), onlyWriter)
                        .join();
            case WAL_3_SKIPS_NUMBERS -> log.append(type, payload) * 2;
            case WAL_10_CUTS_RECORDS -> log.append(type, cut(payload));
            default -> log.append(type, payload);
        };
    }

    private static Bytes[] cut(Bytes[] payload) {
        Bytes[] cut = payload.clone();
        for (int i = 0; i < cut.length; i++) {
            cut[i] = cut[i].slice(0, Math.min(CUT_BYTES, cut[i].length()));
        }
        return cut;
    }

    @Override
    public long sync() {
        synced = true;
        if (flaw == WalFlaw.WAL_2_SYNCS_NOTHING) {
            return log.appendedLsn();
        }
        try {
            return log.sync();
        } catch (WalFailedException failure) {
            if (flaw == WalFlaw.WAL_7_TRIES_AGAIN) {
                log.close();
                log = opener.open((lsn, type, payload) -> {});
            }
            throw failure;
        }
    }

    @Override
    public int read(long fromLsn, int maxRecords, long maxBytes, RecordVisitor visitor) {
        return log.read(fromLsn, maxRecords, maxBytes, visitor);
    }

    @Override
    public void releaseBefore(long lsn) {
        log.releaseBefore(flaw == WalFlaw.WAL_9_RELEASES_TOO_MUCH ? lsn + 200 : lsn);
    }

    @Override
    public long firstLsn() {
        return log.firstLsn();
    }

    @Override
    public long appendedLsn() {
        return log.appendedLsn();
    }

    @Override
    public long durableLsn() {
        boolean tailUnsafe = flaw == WalFlaw.WAL_6_LEAVES_THE_TAIL && !synced && openedAt > 0;
        return tailUnsafe ? 0 : log.durableLsn();
    }

    @Override
    public WalLimits limits() {
        return log.limits();
    }

    @Override
    public void onSpace(Consumer<SpaceState> listener) {
        if (flaw == WalFlaw.WAL_8_SAYS_NOTHING) {
            listener.accept(SpaceState.OK);
        } else {
            log.onSpace(listener);
        }
    }

    @Override
    public void close() {
        onlyWriter.shutdown();
        log.close();
    }
}

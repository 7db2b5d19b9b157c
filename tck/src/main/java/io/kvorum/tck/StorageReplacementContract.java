package io.kvorum.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageCorruptionException;
import io.kvorum.spi.storage.StorageException;
import io.kvorum.spi.storage.StorageSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** How all rows of a backend are replaced by others (STO-6): the part of {@link StorageBackendContract} about that. */
abstract class StorageReplacementContract {
    static final Executor OTHER_THREAD = task -> new Thread(task, "reader").start();

    abstract StorageSession session();

    protected abstract boolean durable();

    @Test
    void required_sto6_replaceAllGivesTheNewContentDurably() {
        try (StorageSession session = session()) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 300);
            List<StorageRow> replacement = StorageWorkload.replacement(200);
            session.backend().replaceAll(new ListedRows(replacement));
            assertThat(session.rows()).isEqualTo(replacement);
            if (durable()) {
                session.crashAndOpen();
                assertThat(session.rows()).isEqualTo(replacement);
            }
            session.put(StorageSession.SMALL, Bytes.utf8("afterwards"), Bytes.utf8("x"));
            session.backend().replaceAll(new ListedRows(List.of()));
            assertThat(session.rows()).isEmpty();
        }
    }

    @Test
    void required_sto6_aReplacementThatFailsLeavesTheOldContent() {
        try (StorageSession session = session()) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 300);
            session.flush();
            List<StorageRow> before = session.rows();
            for (int failAfter : new int[] {0, 1, 150, 200}) {
                assertThatThrownBy(() -> session.backend()
                                .replaceAll(new ListedRows(StorageWorkload.replacement(200), failAfter)))
                        .isInstanceOf(ListedRows.SourceFailure.class);
                assertThat(session.rows()).isEqualTo(before);
            }
            if (durable()) {
                session.crashAndOpen();
                assertThat(session.rows()).isEqualTo(before);
            }
            StorageWorkload.churn(session, model, 1);
            assertThat(session.rows()).isEqualTo(model.rows());
        }
    }

    @Test
    void required_sto6_snapshotsAndCursorsNeverMixOldAndNew() {
        try (StorageSession session = session()) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 300);
            List<StorageRow> before = session.rows();
            StorageSnapshot snapshot = session.backend().snapshot();
            RowCursor cursor = session.backend().scan(StorageSession.BULK, KeyRange.ALL, false, 1_000);
            assertThat(cursor.next()).isTrue();
            session.backend().replaceAll(new ListedRows(StorageWorkload.replacement(200)));
            assertOldOrRefused(() -> assertThat(StorageSession.rows(snapshot)).isEqualTo(before));
            assertOldOrRefused(() -> {
                while (cursor.next()) {
                    assertThat(cursor.value().toUtf8()).startsWith("bulk");
                }
            });
            cursor.close();
            snapshot.close();
        }
    }

    private static void assertOldOrRefused(Runnable look) {
        try {
            look.run();
        } catch (StorageException refused) {
            assertThat(refused).isNotInstanceOf(StorageCorruptionException.class);
        }
    }

    @Test
    void required_sto6_loadedRowsAreSeenByNobodyBeforeTheyAreInstalled() {
        try (StorageSession session = session()) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 300);
            List<StorageRow> replacement = StorageWorkload.replacement(200);
            LoadedRows loaded = session.backend().load(new ListedRows(replacement));
            assertThat(session.rows()).isEqualTo(model.rows());
            StorageWorkload.churn(session, model, 1);
            assertThat(session.rows()).isEqualTo(model.rows());
            session.flush();
            if (durable()) {
                session.crashAndOpen();
                assertThat(session.rows()).isEqualTo(model.rows());
                loaded = session.backend().load(new ListedRows(replacement));
                StorageWorkload.churn(session, model, 2);
            }
            loaded.install();
            loaded.close();
            assertThat(session.rows()).as("what was applied since is gone, too").isEqualTo(replacement);
            if (durable()) {
                session.crashAndOpen();
                assertThat(session.rows()).isEqualTo(replacement);
            }
        }
    }

    @Test
    void required_sto6_loadingReadsTheSourceToItsEndSoThatInstallingIsShort() {
        try (StorageSession session = session()) {
            ListedRows source = new ListedRows(StorageWorkload.replacement(200));
            LoadedRows loaded = session.backend().load(source);
            assertThat(source.isUsedUp()).isTrue();
            loaded.install();
            loaded.close();
        }
    }

    @Test
    void required_sto6_loadedRowsThatNobodyWantsChangeNothing() {
        try (StorageSession session = session()) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 300);
            LoadedRows unwanted = session.backend().load(new ListedRows(StorageWorkload.replacement(200)));
            unwanted.close();
            unwanted.close();
            assertThat(session.rows()).isEqualTo(model.rows());
            List<StorageRow> replacement = StorageWorkload.replacement(100);
            session.backend().replaceAll(new ListedRows(replacement));
            assertThat(session.rows()).isEqualTo(replacement);
        }
    }

    @Test
    void required_sto6_theWriterGoesOnWhileRowsAreLoaded() {
        try (StorageSession session = session()) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 300);
            List<StorageRow> replacement = StorageWorkload.replacement(200);
            CompletableFuture<Void> halfway = new CompletableFuture<>();
            CompletableFuture<Void> goOn = new CompletableFuture<>();
            ListedRows source = new ListedRows(replacement, 100, () -> {
                halfway.complete(null);
                goOn.join();
            });
            CompletableFuture<LoadedRows> loading =
                    CompletableFuture.supplyAsync(() -> session.backend().load(source), OTHER_THREAD);
            Await.result(halfway);
            Await.result(CompletableFuture.runAsync(
                    () -> {
                        StorageWorkload.churn(session, model, 1);
                        session.flush();
                        session.backend().snapshot().close();
                    },
                    OTHER_THREAD));
            assertThat(session.rows()).isEqualTo(model.rows());
            goOn.complete(null);
            try (LoadedRows loaded = Await.result(loading)) {
                loaded.install();
            }
            assertThat(session.rows()).isEqualTo(replacement);
        }
    }
}

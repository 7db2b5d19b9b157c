package io.kvorum.storage.mapdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page store below MapDB, byte by byte. */
final class PageStoreTest {
    private static final int BYTES = 1 << 18;

    @TempDir
    Path directory;

    private final StoreFiles files = new DiskFiles();

    @Test
    void numbersAndBytesAreReadBackAcrossPagesFromMemoryAndFromTheFile() throws IOException {
        try (PageStore store = created()) {
            JournaledVolume volume = new JournaledVolume(store);
            volume.ensureAvailable(BYTES);
            byte[] model = new byte[BYTES];
            Random random = new Random(5);
            for (int round = 0; round < 60; round++) {
                change(volume, model, random);
                if (round % 3 == 0) {
                    store.commit(volume.freeze(0));
                }
                assertThat(content(volume)).isEqualTo(model);
                long at = random.nextInt(BYTES - 8);
                volume.putLong(at, 0x0102030405060708L);
                assertThat(volume.getLong(at)).isEqualTo(0x0102030405060708L);
                assertThat(volume.getInt(at + 2)).isEqualTo(0x03040506);
                assertThat(volume.getUnsignedShort(at + 6)).isEqualTo(0x0708);
                assertThat(volume.getDataInput(at, 8).readLong()).isEqualTo(0x0102030405060708L);
                volume.getData(at, model, (int) at, 8);
            }
        }
    }

    @Test
    void whatWasNotCommittedIsGoneAfterOpening() throws IOException {
        byte[] model = new byte[BYTES];
        try (PageStore store = created()) {
            JournaledVolume volume = new JournaledVolume(store);
            volume.ensureAvailable(BYTES);
            change(volume, model, new Random(1));
            store.commit(volume.freeze(42));
            change(volume, model.clone(), new Random(2));
            volume.freeze(43);
        }
        try (PageStore store = PageStore.open(files, directory, 1 << 20)) {
            assertThat(content(new JournaledVolume(store))).isEqualTo(model);
            assertThat(store.leaked()).isEqualTo(42);
        }
    }

    @Test
    void aPinShowsItsMomentWhateverIsCommittedAfterwards() throws IOException {
        try (PageStore store = created()) {
            JournaledVolume volume = new JournaledVolume(store);
            volume.ensureAvailable(BYTES);
            byte[] model = new byte[BYTES];
            Random random = new Random(9);
            for (int round = 0; round < 20; round++) {
                change(volume, model, random);
                FrozenPages beforePin = volume.freeze(0);
                change(volume, model, random);
                byte[] moment = model.clone();
                Pin pin = volume.pin(Long.MAX_VALUE);
                PinnedVolume early = new PinnedVolume(pin);
                assertThat(content(early)).isEqualTo(moment);
                change(volume, model, random);
                assertThat(content(new PinnedVolume(pin))).isEqualTo(moment);
                store.commit(beforePin);
                assertThat(content(new PinnedVolume(pin))).isEqualTo(moment);
                store.commit(volume.freeze(0));
                change(volume, model, random);
                store.commit(volume.freeze(0));
                assertThat(content(new PinnedVolume(pin))).isEqualTo(moment);
                assertThat(content(early)).isEqualTo(moment);
                assertThat(content(volume)).isEqualTo(model);
                pin.close();
                assertThatThrownBy(pin::requireWhole).isInstanceOf(StorageException.class);
            }
            assertThat(store.pinnedBytes()).isZero();
        }
    }

    private PageStore created() throws IOException {
        PageStore store = PageStore.create(files, directory, 1 << 20, 99);
        store.checkpoint();
        return store;
    }

    private static void change(JournaledVolume volume, byte[] model, Random random) {
        for (int i = 0; i < 12; i++) {
            byte[] bytes = new byte[1 + random.nextInt(random.nextInt(4) == 0 ? 10_000 : 300)];
            random.nextBytes(bytes);
            int at = random.nextInt(BYTES - bytes.length);
            volume.putData(at, bytes, 0, bytes.length);
            System.arraycopy(bytes, 0, model, at, bytes.length);
        }
        int from = random.nextInt(BYTES - 6_000);
        volume.clear(from, from + 5_000);
        Arrays.fill(model, from, from + 5_000, (byte) 0);
    }

    private static byte[] content(PagedVolume volume) {
        byte[] content = new byte[BYTES];
        volume.getData(0, content, 0, BYTES);
        return content;
    }
}

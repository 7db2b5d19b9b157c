package io.kvorum.storage.mapdb;

import io.kvorum.spi.storage.StorageCorruptionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Pages on disk that change only by whole commits.
 *
 * <p>A commit is one record in the journal and one sync of it; the pages follow to the data file without a sync. A
 * checkpoint syncs data and checksums and empties the journal. Opening applies the journal. Commits belong to one thread
 * at a time, the flush lane; reading is for any thread and uses no channel.
 *
 * <p>Each page's checksum is compared when the page is first read after opening, once: that finds what was damaged at
 * rest, for a fraction of a microsecond a page, and never delays a start.
 */
final class PageStore implements AutoCloseable {
    static final String DATA = "data";
    static final String JOURNAL = "journal";
    static final String CHECKSUMS = "checksums";
    static final String SIDE = "pinned";

    private static final int BUFFER_PAGES = 256;

    private final StoreFiles files;
    private final Path directory;
    private final long journalBytesMax;
    private final PageTable table = new PageTable();
    private final PageFile data;
    private final Journal journal;
    private final ChecksumFile checksums;
    private final List<Pin> pins = new CopyOnWriteArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_PAGES * Page.SIZE);
    private boolean journalled;
    private volatile long dataLength;
    private long sideFiles;

    private PageStore(StoreFiles files, Path directory, long journalBytesMax) throws IOException {
        this.files = files;
        this.directory = directory;
        this.journalBytesMax = journalBytesMax;
        this.data = new PageFile(files.open(directory.resolve(DATA)));
        this.journal = new Journal(files.open(directory.resolve(JOURNAL)), named(JOURNAL));
        this.checksums = new ChecksumFile(files.open(directory.resolve(CHECKSUMS)), named(CHECKSUMS));
    }

    /**
     * Begins a store in an empty directory. Until {@link #checkpoint} is called nothing is journalled: nobody may rely on
     * the store before. Each commit is synced nevertheless: whoever else waits for the disk, as the log does, would wait
     * for a whole store at the end otherwise.
     *
     * @param salt unpredictable, so that no user's value can look like a record of the journal
     */
    static PageStore create(StoreFiles files, Path directory, long journalBytesMax, long salt) throws IOException {
        PageStore store = new PageStore(files, directory, journalBytesMax);
        store.journal.create(salt);
        return store;
    }

    /** Opens a store and brings it to its last commit. */
    static PageStore open(StoreFiles files, Path directory, long journalBytesMax) throws IOException {
        for (String name : List.of(DATA, JOURNAL, CHECKSUMS)) {
            if (!files.exists(directory.resolve(name))) {
                throw new StorageFileDamage(directory.resolve(name).toString(), 0, "it is missing");
            }
        }
        PageStore store = new PageStore(files, directory, journalBytesMax);
        try {
            store.recover();
        } catch (IOException | RuntimeException failed) {
            store.close();
            throw failed;
        }
        return store;
    }

    private void recover() throws IOException {
        journal.open();
        table.ensurePages(pages(journal.dataLength()));
        checksums.load(table, pages(journal.dataLength()));
        journal.recover((number, checksum, page) -> {
            table.ensurePages(number + 1);
            data.ensureLength(number + 1 << Page.SHIFT);
            data.write(page, number);
            table.setChecksum(number, checksum);
            checksums.changed(number);
        });
        dataLength = journal.dataLength();
        table.ensurePages(pages(dataLength));
        requireLength();
        checkpoint();
    }

    private void requireLength() throws StorageFileDamage {
        long last = pages(dataLength) - 1;
        while (last >= 0 && table.checksum(last) == PageChecksum.NEVER_WRITTEN) {
            last--;
        }
        if (data.length() < last + 1 << Page.SHIFT) {
            throw new StorageFileDamage(named(DATA), data.length(), "it ends before page " + last);
        }
    }

    PageTable table() {
        return table;
    }

    PageFile data() {
        return data;
    }

    /** Bytes of the store after the last commit. */
    long dataLength() {
        return dataLength;
    }

    long leaked() {
        return journal.leaked();
    }

    /** Bytes of all files. Any thread. */
    long diskBytes() {
        return data.length() + journal.length() + checksums.length() + pinnedBytes();
    }

    /** Bytes that open pins hold beside the store. Any thread. */
    long pinnedBytes() {
        long sum = 0;
        for (Pin pin : pins) {
            sum += pin.pinnedBytes();
        }
        return sum;
    }

    /** Makes a frozen state durable. When it returns, a crash cannot lead back behind it. The flush lane's. */
    void commit(FrozenPages frozen) throws IOException {
        List<Page> pages = frozen.newest(table);
        if (journalled) {
            journal.append(pages, frozen.dataLength(), frozen.leaked());
        } else {
            for (Page page : pages) {
                page.checksum = PageChecksum.of(page.bytes);
            }
            journal.assume(frozen.dataLength(), frozen.leaked());
        }
        dataLength = frozen.dataLength();
        writeData(pages);
        if (!journalled) {
            data.sync();
        } else if (journal.used() > journalBytesMax) {
            checkpoint();
        }
    }

    /** Makes the data file stand for itself and empties the journal. The flush lane's, or the creator's. */
    void checkpoint() throws IOException {
        data.sync();
        checksums.store(table, pages(dataLength));
        journal.reset();
        journalled = true;
    }

    private void writeData(List<Page> pages) throws IOException {
        if (pages.isEmpty()) {
            return;
        }
        data.ensureLength(pages.get(pages.size() - 1).number + 1 << Page.SHIFT);
        int start = 0;
        for (int i = 1; i <= pages.size(); i++) {
            if (i == pages.size() || pages.get(i).number != pages.get(i - 1).number + 1 || i - start == BUFFER_PAGES) {
                writeRun(pages.subList(start, i));
                start = i;
            }
        }
    }

    private void writeRun(List<Page> run) throws IOException {
        buffer.clear();
        for (Page page : run) {
            for (Pin pin : pins) {
                pin.preserve(page);
            }
            buffer.put(page.bytes);
        }
        data.write(buffer.flip(), run.get(0).number);
        for (Page page : run) {
            table.setChecksum(page.number, page.checksum);
            table.setVerified(page.number);
            checksums.changed(page.number);
            table.drop(page);
        }
    }

    /**
     * Makes sure that a page in the data file is sound.
     *
     * @return false if the page was never written and reads as zeros
     * @throws StorageCorruptionException if it is not what was written
     */
    boolean verify(long number) {
        int expected = table.checksum(number);
        if (expected == PageChecksum.NEVER_WRITTEN) {
            return false;
        }
        if (table.isVerified(number)) {
            return true;
        }
        long position = number << Page.SHIFT;
        int inWindow = PageFile.inWindow(position);
        int found = PageChecksum.of(
                data.window(position).duplicate().limit(inWindow + Page.SIZE).position(inWindow));
        // A page that is being written over was verified before, by the writer who copied it
        if (found != expected && !table.isVerified(number)) {
            throw new StorageCorruptionException(
                    "file " + named(DATA) + " is damaged at position " + position + ": page " + number
                            + " does not have its checksum",
                    null);
        }
        table.setVerified(number);
        return true;
    }

    /** A copy of the page as the data file has it at present, to be read only. Any thread. */
    byte[] present(long number) {
        return verify(number) ? data.copyPage(number) : PagedVolume.ZERO_PAGE;
    }

    void add(Pin pin) {
        pins.add(pin);
    }

    void remove(Pin pin) {
        pins.remove(pin);
    }

    /** A file for the pages of one pin; its name is taken away at once, so that no crash leaves it behind. */
    PageFile openSideFile() throws IOException {
        Path path = directory.resolve(SIDE + "-" + sideFiles++);
        files.delete(path);
        StoreFile file = files.open(path);
        files.delete(path);
        return new PageFile(file);
    }

    /** Gives a side file back; that it cannot be closed harms nobody. */
    void closeSideFile(PageFile side) {
        try {
            side.close();
        } catch (IOException ignored) {
            // its name is gone and its content is of no use any more
        }
    }

    private String named(String name) {
        return directory.resolve(name).toString();
    }

    private static long pages(long bytes) {
        return bytes + Page.SIZE - 1 >>> Page.SHIFT;
    }

    /** Gives the files back; what was mapped can still be read. The pins' files stay with the pins. */
    @Override
    public void close() throws IOException {
        try (data;
                journal;
                checksums) {
            journalled = false;
        }
    }
}

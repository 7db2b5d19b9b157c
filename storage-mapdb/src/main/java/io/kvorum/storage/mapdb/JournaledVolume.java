package io.kvorum.storage.mapdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.mapdb.volume.Volume;

/**
 * The store as MapDB's writer sees it: every change goes to pages in memory, until {@link #freeze} hands them over to be
 * committed.
 *
 * <p>One writer; readers from any thread. MapDB itself orders a reader behind the change it reads, by the lock of the
 * record. {@link #sync} does nothing: what MapDB calls a commit is a commit only when the backend says so, so a store
 * that is still being created is never half on disk.
 */
final class JournaledVolume extends PagedVolume {
    private final PageStore store;
    private final PageTable table;
    private volatile long length;

    /** Fields of the writer. */
    private long epoch = 1;

    private List<Page> dirty = new ArrayList<>();

    JournaledVolume(PageStore store) {
        this.store = store;
        this.table = store.table();
        this.length = store.dataLength();
    }

    /** Pages that changed since the last freeze, counted once for each version. */
    int dirtyPages() {
        return dirty.size();
    }

    /** Takes what changed since the last freeze; from now on it does not change any more. The writer's, between batches. */
    FrozenPages freeze(long leaked) {
        FrozenPages frozen = new FrozenPages(epoch, dirty, length, leaked);
        dirty = new ArrayList<>(Math.max(16, dirty.size()));
        epoch++;
        return frozen;
    }

    /** Holds the present state for readers. The writer's, between batches. */
    Pin pin(long pinnedBytesMax) {
        Pin pin = new Pin(store, epoch, length, pinnedBytesMax);
        epoch++;
        store.add(pin);
        return pin;
    }

    @Override
    byte[] heap(long number) {
        Page page = table.head(number);
        if (page != null) {
            return page.bytes;
        }
        if (table.isVerified(number)) {
            return null;
        }
        return store.verify(number) ? null : ZERO_PAGE;
    }

    @Override
    ByteBuffer mapped(long offset) {
        return store.data().window(offset);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void ensureAvailable(long offset) {
        if (offset > length) {
            long rounded = (offset + Page.SIZE - 1) / Page.SIZE * Page.SIZE;
            table.ensurePages(rounded >>> Page.SHIFT);
            length = rounded;
        }
    }

    private byte[] writable(long number) {
        Page page = table.head(number);
        if (page != null && page.epoch == epoch) {
            return page.bytes;
        }
        byte[] bytes;
        if (page != null) {
            bytes = page.bytes.clone();
        } else if (store.verify(number)) {
            bytes = store.data().copyPage(number);
        } else {
            bytes = new byte[Page.SIZE];
        }
        Page copy = new Page(number, epoch, bytes, page);
        table.push(copy);
        dirty.add(copy);
        return bytes;
    }

    @Override
    public void putLong(long offset, long value) {
        int inPage = (int) offset & IN_PAGE;
        if (inPage > Page.SIZE - Long.BYTES) {
            putInt(offset, (int) (value >>> 32));
            putInt(offset + Integer.BYTES, (int) value);
        } else {
            LONG.set(writable(offset >>> Page.SHIFT), inPage, value);
        }
    }

    @Override
    public void putInt(long offset, int value) {
        int inPage = (int) offset & IN_PAGE;
        if (inPage > Page.SIZE - Integer.BYTES) {
            putUnsignedShort(offset, value >>> 16);
            putUnsignedShort(offset + Short.BYTES, value & 0xffff);
        } else {
            INT.set(writable(offset >>> Page.SHIFT), inPage, value);
        }
    }

    @Override
    public void putUnsignedShort(long offset, int value) {
        putByte(offset, (byte) (value >>> 8));
        putByte(offset + 1, (byte) value);
    }

    @Override
    public void putUnsignedByte(long offset, int value) {
        putByte(offset, (byte) value);
    }

    @Override
    public void putByte(long offset, byte value) {
        writable(offset >>> Page.SHIFT)[(int) offset & IN_PAGE] = value;
    }

    @Override
    public void putData(long offset, byte[] source, int position, int size) {
        int done = 0;
        while (done < size) {
            long at = offset + done;
            int inPage = (int) at & IN_PAGE;
            int part = Math.min(size - done, Page.SIZE - inPage);
            System.arraycopy(source, position + done, writable(at >>> Page.SHIFT), inPage, part);
            done += part;
        }
    }

    @Override
    public void putData(long offset, ByteBuffer source) {
        byte[] copy = new byte[source.remaining()];
        source.get(copy);
        putData(offset, copy, 0, copy.length);
    }

    @Override
    public void copyTo(long inputOffset, Volume target, long targetOffset, long size) {
        byte[] copy = new byte[Math.toIntExact(size)];
        getData(inputOffset, copy, 0, copy.length);
        target.putData(targetOffset, copy, 0, copy.length);
    }

    @Override
    public void clear(long start, long end) {
        long at = start;
        while (at < end) {
            int part = (int) Math.min(end - at, Page.SIZE - (at & IN_PAGE));
            putData(at, ZERO_PAGE, 0, part);
            at += part;
        }
    }

    @Override
    public void sync() {}

    @Override
    public boolean isReadOnly() {
        return false;
    }
}

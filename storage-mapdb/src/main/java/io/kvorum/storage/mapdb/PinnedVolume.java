package io.kvorum.storage.mapdb;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.mapdb.volume.Volume;

/** The store as it was at the moment of a pin, for any number of readers. Keeps the pages it met last, up to 4 MiB. */
final class PinnedVolume extends PagedVolume {
    private static final int CACHED_PAGES = 1024;

    private final Pin pin;
    private final AtomicReferenceArray<CachedPage> cache = new AtomicReferenceArray<>(CACHED_PAGES);

    PinnedVolume(Pin pin) {
        this.pin = pin;
    }

    @Override
    byte[] heap(long number) {
        int slot = (int) number & CACHED_PAGES - 1;
        CachedPage cached = cache.get(slot);
        if (cached == null || cached.number != number) {
            cached = new CachedPage(number, pin.page(number));
            cache.set(slot, cached);
        }
        return cached.bytes;
    }

    @Override
    ByteBuffer mapped(long offset) {
        throw new AssertionError("a pinned page is always in the heap");
    }

    @Override
    public long length() {
        return pin.length();
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public void ensureAvailable(long offset) {
        throw readOnly();
    }

    @Override
    public void putLong(long offset, long value) {
        throw readOnly();
    }

    @Override
    public void putInt(long offset, int value) {
        throw readOnly();
    }

    @Override
    public void putByte(long offset, byte value) {
        throw readOnly();
    }

    @Override
    public void putData(long offset, byte[] source, int position, int size) {
        throw readOnly();
    }

    @Override
    public void putData(long offset, ByteBuffer source) {
        throw readOnly();
    }

    @Override
    public void copyTo(long inputOffset, Volume target, long targetOffset, long size) {
        throw readOnly();
    }

    @Override
    public void clear(long start, long end) {
        throw readOnly();
    }

    @Override
    public void sync() {}

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a snapshot is for reading");
    }

    private record CachedPage(long number, byte[] bytes) {}
}

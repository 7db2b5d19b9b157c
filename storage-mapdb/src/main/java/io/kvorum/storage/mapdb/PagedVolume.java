package io.kvorum.storage.mapdb;

import java.io.File;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mapdb.DataInput2;
import org.mapdb.volume.Volume;

/**
 * What MapDB sees of a store, for reading: pages from memory where they are there, else from the mapped file.
 *
 * <p>Any thread. Numbers are big-endian, as MapDB's own volumes have them.
 */
abstract class PagedVolume extends Volume {
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final int IN_PAGE = Page.SIZE - 1;
    static final byte[] ZERO_PAGE = new byte[Page.SIZE];

    /** The page's bytes if they are in memory, to be read only; null if {@link #mapped} has to be asked. */
    abstract byte[] heap(long number);

    /** The memory that shows a position whose page is not in the heap and is proven sound. */
    abstract ByteBuffer mapped(long offset);

    @Override
    public long getLong(long offset) {
        int inPage = (int) offset & IN_PAGE;
        if (inPage > Page.SIZE - Long.BYTES) {
            return (long) getInt(offset) << 32 | getInt(offset + Integer.BYTES) & 0xffffffffL;
        }
        byte[] page = heap(offset >>> Page.SHIFT);
        return page != null ? (long) LONG.get(page, inPage) : mapped(offset).getLong(PageFile.inWindow(offset));
    }

    @Override
    public int getInt(long offset) {
        int inPage = (int) offset & IN_PAGE;
        if (inPage > Page.SIZE - Integer.BYTES) {
            return getUnsignedShort(offset) << 16 | getUnsignedShort(offset + Short.BYTES);
        }
        byte[] page = heap(offset >>> Page.SHIFT);
        return page != null ? (int) INT.get(page, inPage) : mapped(offset).getInt(PageFile.inWindow(offset));
    }

    @Override
    public int getUnsignedShort(long offset) {
        return getUnsignedByte(offset) << 8 | getUnsignedByte(offset + 1);
    }

    @Override
    public int getUnsignedByte(long offset) {
        return getByte(offset) & 0xff;
    }

    @Override
    public byte getByte(long offset) {
        byte[] page = heap(offset >>> Page.SHIFT);
        return page != null ? page[(int) offset & IN_PAGE] : mapped(offset).get(PageFile.inWindow(offset));
    }

    @Override
    public DataInput2 getDataInput(long offset, int size) {
        int inPage = (int) offset & IN_PAGE;
        if (inPage + size <= Page.SIZE) {
            byte[] page = heap(offset >>> Page.SHIFT);
            return page != null
                    ? new DataInput2.ByteArray(page, inPage)
                    : new DataInput2.ByteBuffer(mapped(offset), PageFile.inWindow(offset));
        }
        byte[] copy = new byte[size];
        getData(offset, copy, 0, size);
        return new DataInput2.ByteArray(copy);
    }

    @Override
    public void getData(long offset, byte[] target, int position, int size) {
        int done = 0;
        while (done < size) {
            long at = offset + done;
            int inPage = (int) at & IN_PAGE;
            int part = Math.min(size - done, Page.SIZE - inPage);
            byte[] page = heap(at >>> Page.SHIFT);
            if (page != null) {
                System.arraycopy(page, inPage, target, position + done, part);
            } else {
                mapped(at).get(PageFile.inWindow(at), target, position + done, part);
            }
            done += part;
        }
    }

    @Override
    public int sliceSize() {
        return -1;
    }

    @Override
    public boolean isSliced() {
        return false;
    }

    @Override
    public File getFile() {
        return null;
    }

    @Override
    public boolean getFileLocked() {
        return false;
    }

    @Override
    public void truncate(long size) {
        throw new UnsupportedOperationException("a store never shrinks in place");
    }

    /** Holds nothing that MapDB could give back. */
    @Override
    public void close() {
        closed.set(true);
    }
}

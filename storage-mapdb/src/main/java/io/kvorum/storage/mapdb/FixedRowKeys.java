package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;
import org.mapdb.serializer.GroupSerializer;

/** Keys of one length: a node holds them as one block of bytes, which is searched where it lies. */
final class FixedRowKeys implements GroupSerializer<Bytes> {
    private static final byte[] NO_KEYS = new byte[0];

    private final int width;

    FixedRowKeys(int width) {
        this.width = width;
    }

    @Override
    public void serialize(DataOutput2 output, Bytes key) throws IOException {
        output.write(key.array(), key.offset(), width);
    }

    @Override
    public Bytes deserialize(DataInput2 input, int available) throws IOException {
        byte[] bytes = new byte[width];
        input.readFully(bytes);
        return Bytes.wrap(bytes);
    }

    @Override
    public int fixedSize() {
        return width;
    }

    @Override
    public boolean isTrusted() {
        return true;
    }

    @Override
    public int compare(Bytes first, Bytes second) {
        return first.compareTo(second);
    }

    @Override
    @SuppressWarnings("rawtypes") // as MapDB declares it
    public int valueArrayBinarySearch(Bytes key, DataInput2 input, int keysLength, Comparator comparator)
            throws IOException {
        int start = input.getPos();
        byte[] array = input.internalByteArray();
        int found = array != null
                ? search(array, start, keysLength, key)
                : search(input.internalByteBuffer(), start, keysLength, key);
        input.setPos(start + keysLength * width);
        return found;
    }

    @Override
    public Bytes valueArrayBinaryGet(DataInput2 input, int keysLength, int position) throws IOException {
        int start = input.getPos();
        input.setPos(start + position * width);
        Bytes key = deserialize(input, width);
        input.setPos(start + keysLength * width);
        return key;
    }

    @Override
    public int valueArraySearch(Object keys, Bytes key) {
        byte[] block = (byte[]) keys;
        return search(block, 0, block.length / width, key);
    }

    @Override
    @SuppressWarnings("rawtypes") // as MapDB declares it
    public int valueArraySearch(Object keys, Bytes key, Comparator comparator) {
        return valueArraySearch(keys, key);
    }

    private int search(byte[] block, int start, int count, Bytes key) {
        byte[] wanted = key.array();
        int offset = key.offset();
        int end = offset + key.length();
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int at = start + middle * width;
            int order = Arrays.compareUnsigned(block, at, at + width, wanted, offset, end);
            if (order < 0) {
                low = middle + 1;
            } else if (order > 0) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -(low + 1);
    }

    private int search(ByteBuffer block, int start, int count, Bytes key) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = compare(block, start + middle * width, key);
            if (order < 0) {
                low = middle + 1;
            } else if (order > 0) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -(low + 1);
    }

    private int compare(ByteBuffer block, int at, Bytes key) {
        byte[] wanted = key.array();
        int offset = key.offset();
        int length = Math.min(width, key.length());
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            long left = block.getLong(at + i);
            long right = (long) PagedVolume.LONG.get(wanted, offset + i);
            if (left != right) {
                return Long.compareUnsigned(left, right);
            }
        }
        for (; i < length; i++) {
            int order = (block.get(at + i) & 0xff) - (wanted[offset + i] & 0xff);
            if (order != 0) {
                return order;
            }
        }
        return width - key.length();
    }

    @Override
    public void valueArraySerialize(DataOutput2 output, Object keys) throws IOException {
        output.write((byte[]) keys);
    }

    @Override
    public Object valueArrayDeserialize(DataInput2 input, int size) throws IOException {
        byte[] block = new byte[size * width];
        input.readFully(block);
        return block;
    }

    @Override
    public Bytes valueArrayGet(Object keys, int position) {
        byte[] block = (byte[]) keys;
        return Bytes.wrap(Arrays.copyOfRange(block, position * width, (position + 1) * width));
    }

    @Override
    public int valueArraySize(Object keys) {
        return ((byte[]) keys).length / width;
    }

    @Override
    public Object valueArrayEmpty() {
        return NO_KEYS;
    }

    @Override
    public Object valueArrayPut(Object keys, int position, Bytes key) {
        byte[] block = (byte[]) keys;
        byte[] grown = Arrays.copyOf(block, block.length + width);
        System.arraycopy(block, position * width, grown, (position + 1) * width, block.length - position * width);
        key.copyTo(grown, position * width);
        return grown;
    }

    @Override
    public Object valueArrayUpdateVal(Object keys, int position, Bytes key) {
        byte[] copy = ((byte[]) keys).clone();
        key.copyTo(copy, position * width);
        return copy;
    }

    @Override
    public Object valueArrayFromArray(Object[] keys) {
        byte[] block = new byte[keys.length * width];
        for (int i = 0; i < keys.length; i++) {
            ((Bytes) keys[i]).copyTo(block, i * width);
        }
        return block;
    }

    @Override
    public Object valueArrayCopyOfRange(Object keys, int from, int to) {
        return Arrays.copyOfRange((byte[]) keys, from * width, to * width);
    }

    /** MapDB counts the position from 1 here. */
    @Override
    public Object valueArrayDeleteValue(Object keys, int position) {
        byte[] block = (byte[]) keys;
        byte[] shrunk = Arrays.copyOf(block, block.length - width);
        System.arraycopy(block, position * width, shrunk, (position - 1) * width, block.length - position * width);
        return shrunk;
    }
}

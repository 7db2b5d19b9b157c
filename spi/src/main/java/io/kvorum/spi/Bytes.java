package io.kvorum.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable sequence of bytes: a range of an array that its creator gave away.
 *
 * <p>{@link #wrap(byte[])} does not copy: from then on nobody may write to the array. {@link #array()} lends it back so
 * that other byte types can wrap it without a copy; whoever takes it must only read.
 *
 * <p>The order is that of unsigned bytes, a prefix before what it begins (STO-4).
 */
public final class Bytes implements Comparable<Bytes> {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** Takes over {@code array}; the caller must not write to it any more. */
    public static Bytes wrap(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    /** Takes over a range of {@code array}; the caller must not write to it any more. */
    public static Bytes wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return new Bytes(array, offset, length);
    }

    /** Copies what is left in {@code buffer}; its position does not move. */
    public static Bytes copyOf(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return wrap(copy);
    }

    /** The UTF-8 form of {@code text}. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Number of bytes. */
    public int length() {
        return length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** The byte at {@code index}, counted from 0. */
    public byte get(int index) {
        Objects.checkIndex(index, length);
        return array[offset + index];
    }

    /** The array behind, to be read from {@link #offset()} for {@link #length()} bytes and never to be written. */
    public byte[] array() {
        return array;
    }

    /** Where these bytes begin in {@link #array()}. */
    public int offset() {
        return offset;
    }

    /** A part of these bytes; shares the array. */
    public Bytes slice(int from, int size) {
        Objects.checkFromIndexSize(from, size, length);
        return new Bytes(array, offset + from, size);
    }

    /** A read-only view. */
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
    }

    /** A copy. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** Writes these bytes into {@code target} from {@code position} on. */
    public void copyTo(byte[] target, int position) {
        System.arraycopy(array, offset, target, position, length);
    }

    /** Whether these bytes begin with {@code prefix}. */
    public boolean startsWith(Bytes prefix) {
        return prefix.length <= length
                && Arrays.equals(
                        array,
                        offset,
                        offset + prefix.length,
                        prefix.array,
                        prefix.offset,
                        prefix.offset + prefix.length);
    }

    /** The bytes as UTF-8 text. */
    public String toUtf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        // Most keys differ in their first 8 bytes, or are short: rows of the history begin with a revision
        if (length >= Long.BYTES && other.length >= Long.BYTES) {
            long mine = (long) BIG_ENDIAN_LONG.get(array, offset);
            long others = (long) BIG_ENDIAN_LONG.get(other.array, other.offset);
            if (mine != others) {
                return Long.compareUnsigned(mine, others);
            }
        }
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes
                && Arrays.equals(
                        array, offset, offset + length, bytes.array, bytes.offset, bytes.offset + bytes.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** Hexadecimal, cut after 32 bytes: for messages to people, never for parsing. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(length, 32); i++) {
            text.append(Character.forDigit(array[offset + i] >> 4 & 0xf, 16));
            text.append(Character.forDigit(array[offset + i] & 0xf, 16));
        }
        return length > 32 ? text + "… (" + length + " bytes)" : text.toString();
    }
}

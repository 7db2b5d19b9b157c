package io.kvorum.api;

import com.google.protobuf.ByteString;

/**
 * Finds single fields of an encoded message by walking over its tags. It stops at the first field with a higher number,
 * since the fields of a row ascend.
 */
final class RowScanner {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    private RowScanner() {}

    /**
     * Position behind the tag of a field, where its number or its length stands.
     *
     * @return -1 if the field is absent
     */
    static int find(ByteString row, int field) {
        int position = 0;
        while (position < row.size()) {
            long tag = varint(row, position);
            position += varintLength(row, position);
            long present = tag >>> 3;
            if (present == field) {
                requireType(tag, field);
                return position;
            }
            if (present > field) {
                return -1;
            }
            position = skip(row, position, (int) tag & 7);
        }
        return -1;
    }

    /** Position after a length-delimited field whose length stands at {@code position}. */
    static int end(ByteString row, int position) {
        long length = varint(row, position);
        int start = position + varintLength(row, position);
        if (length < 0 || length > row.size() - start) {
            throw malformed("a length of " + length + " at " + position + " of " + row.size());
        }
        return start + (int) length;
    }

    static long number(ByteString row, int field) {
        int position = find(row, field);
        return position < 0 ? 0 : varint(row, position);
    }

    static ByteString bytes(ByteString row, int field) {
        int position = find(row, field);
        if (position < 0) {
            return ByteString.EMPTY;
        }
        return row.substring(position + varintLength(row, position), end(row, position));
    }

    private static int skip(ByteString row, int position, int type) {
        int next = switch (type) {
            case VARINT -> position + varintLength(row, position);
            case FIXED64 -> position + 8;
            case DELIMITED -> end(row, position);
            case FIXED32 -> position + 4;
            default -> throw malformed("wire type " + type + " at " + position);
        };
        if (next > row.size()) {
            throw malformed("a field ends at " + next + " of " + row.size());
        }
        return next;
    }

    private static long varint(ByteString row, int position) {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = at(row, position++);
            result |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return result;
            }
        }
        throw malformed("a number without end before " + position);
    }

    private static int varintLength(ByteString row, int position) {
        int end = position;
        while (at(row, end) < 0) {
            end++;
        }
        return end + 1 - position;
    }

    private static byte at(ByteString row, int position) {
        if (position >= row.size()) {
            throw malformed("it ends inside a field, at " + position);
        }
        return row.byteAt(position);
    }

    private static void requireType(long tag, int field) {
        // Key and value, fields 1 and 5, are bytes; the others are numbers.
        int expected = field == 1 || field == 5 ? DELIMITED : VARINT;
        if ((tag & 7) != expected) {
            throw malformed("wire type " + (tag & 7) + " of field " + field);
        }
    }

    private static IllegalArgumentException malformed(String detail) {
        return new IllegalArgumentException("not a row: " + detail);
    }
}

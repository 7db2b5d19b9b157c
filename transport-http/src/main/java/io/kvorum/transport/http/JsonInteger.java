package io.kvorum.transport.http;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Whole numbers of 32 and 64 bits, written as a JSON number or as a string (H24). */
final class JsonInteger {
    /** More digits than this in front of the point cannot fit; checked before they are counted out. */
    private static final int DIGITS_MAX = 40;

    private JsonInteger() {}

    /** The next value for a field of {@code bits}; unsigned ones in the bits of a signed one. */
    static long read(JsonReader in, FieldDescriptor field, int bits) {
        boolean signed = switch (field.getType()) {
            case UINT32, UINT64, FIXED32, FIXED64 -> false;
            default -> true;
        };
        int at = in.position();
        if (in.peek() != '"') {
            return parse(in.number(), signed, bits, at);
        }
        String text = in.string();
        JsonReader inside = new JsonReader(text);
        if (text.isEmpty() || text.charAt(0) <= ' ' || inside.number().length() != text.length()) {
            throw new JsonSyntaxException("invalid value for " + field.getName() + ": \"" + text + "\"", at);
        }
        return parse(text, signed, bits, at);
    }

    static long parse(String number, boolean signed, int bits, int position) {
        if (number.length() <= 18 && isPlain(number)) {
            return checked(BigInteger.valueOf(Long.parseLong(number)), signed, bits, position);
        }
        BigDecimal decimal = decimal(number, position).stripTrailingZeros();
        if (decimal.scale() > 0 || decimal.precision() - (long) decimal.scale() > DIGITS_MAX) {
            throw new JsonSyntaxException("not a whole number in range: " + number, position);
        }
        return checked(decimal.toBigIntegerExact(), signed, bits, position);
    }

    private static BigDecimal decimal(String number, int position) {
        try {
            return new BigDecimal(number);
        } catch (NumberFormatException hugeExponent) {
            throw new JsonSyntaxException("not a whole number in range: " + number, position);
        }
    }

    private static boolean isPlain(String number) {
        return number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
    }

    private static long checked(BigInteger value, boolean signed, int bits, int position) {
        boolean fits = signed ? value.bitLength() < bits : value.signum() >= 0 && value.bitLength() <= bits;
        if (!fits) {
            throw new JsonSyntaxException("number out of range: " + value, position);
        }
        return value.longValue();
    }
}

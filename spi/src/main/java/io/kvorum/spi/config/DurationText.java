package io.kvorum.spi.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as etcd's flags write them: {@code 1h30m}, {@code 100ms}, {@code 1.5s}. */
final class DurationText {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(h|ms|m|s|us|µs|ns)");

    private DurationText() {}

    static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        Matcher part = PART.matcher(rest);
        BigDecimal nanoseconds = BigDecimal.ZERO;
        int position = 0;
        while (part.lookingAt()) {
            nanoseconds = nanoseconds.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
            position = part.end();
            part.region(position, rest.length());
        }
        if (rest.isEmpty() || position != rest.length()) {
            throw new IllegalArgumentException("must be a duration such as 500ms, 10s or 1h30m");
        }
        try {
            long total = nanoseconds.toBigInteger().longValueExact();
            return Duration.ofNanos(negative ? -total : total);
        } catch (ArithmeticException tooLong) {
            throw new IllegalArgumentException("is longer than 292 years", tooLong);
        }
    }

    static String format(Duration duration) {
        long nanoseconds = duration.toNanos();
        if (nanoseconds == 0) {
            return "0s";
        }
        if (nanoseconds % 1_000 != 0) {
            return nanoseconds + "ns";
        }
        if (nanoseconds % 1_000_000 != 0) {
            return nanoseconds / 1_000 + "us";
        }
        if (nanoseconds % 1_000_000_000 != 0) {
            return nanoseconds / 1_000_000 + "ms";
        }
        long seconds = nanoseconds / 1_000_000_000;
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 != 0 ? seconds / 60 + "m" : seconds / 3600 + "h";
    }

    private static BigDecimal unit(String name) {
        return BigDecimal.valueOf(
                switch (name) {
                    case "h" -> 3_600_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "ms" -> 1_000_000L;
                    case "us", "µs" -> 1_000L;
                    default -> 1L;
                });
    }
}

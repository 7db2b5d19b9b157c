package io.kvorum.transport.http;

import io.kvorum.api.KvorumException;
import io.kvorum.api.Retry;
import io.kvorum.api.StatusCode;
import java.util.concurrent.TimeUnit;

/** The header {@code Grpc-Timeout}: a number and a letter for its unit (H29). */
final class GrpcTimeout {
    private static final int DIGITS_MAX = 18;

    private GrpcTimeout() {}

    /**
     * The time in nanoseconds, at most that of a {@code long}.
     *
     * @throws KvorumException if the text is not of that form
     */
    static long nanoseconds(String text) {
        int digits = text.length() - 1;
        if (digits < 1 || digits > DIGITS_MAX || !text.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid(text);
        }
        TimeUnit unit = switch (text.charAt(digits)) {
            case 'H' -> TimeUnit.HOURS;
            case 'M' -> TimeUnit.MINUTES;
            case 'S' -> TimeUnit.SECONDS;
            case 'm' -> TimeUnit.MILLISECONDS;
            case 'u' -> TimeUnit.MICROSECONDS;
            case 'n' -> TimeUnit.NANOSECONDS;
            default -> throw invalid(text);
        };
        return unit.toNanos(Long.parseLong(text.substring(0, digits)));
    }

    private static KvorumException invalid(String text) {
        return KvorumException.withText(StatusCode.INVALID_ARGUMENT, "invalid grpc-timeout: " + text, Retry.NEVER);
    }
}

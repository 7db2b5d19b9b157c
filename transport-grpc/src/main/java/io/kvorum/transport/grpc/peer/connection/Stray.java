package io.kvorum.transport.grpc.peer.connection;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What came to the peer port and is not of a member.
 *
 * @param kind what it is
 * @param description in words, of bounded length, without characters that would disturb a log
 */
record Stray(Kind kind, String description) {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TEXT_MAX = 80;
    private static final int HEX_MAX = 16;

    /** Kinds that differ in who has to change what. */
    enum Kind {
        TLS,
        HTTP1,
        FOREIGN_CALL,
        UNKNOWN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A connection, by what it began with. */
    static Stray connection(byte[] first) {
        if (first.length > 0 && first[0] == TLS_HANDSHAKE) {
            return new Stray(Kind.TLS, "a TLS handshake, but this port speaks plain text");
        }
        String text = new String(first, StandardCharsets.ISO_8859_1);
        String line = text.lines().findFirst().orElse("");
        if (line.matches("[A-Z]+ /.*")) {
            return new Stray(Kind.HTTP1, "an HTTP/1 request, \"" + printable(line) + "\"");
        }
        return new Stray(
                Kind.UNKNOWN,
                "what is not HTTP/2 and begins with the bytes "
                        + HexFormat.of().formatHex(first, 0, Math.min(first.length, HEX_MAX)));
    }

    /** A call of a method that members do not have. */
    static Stray call(String method) {
        return new Stray(Kind.FOREIGN_CALL, "a call of " + printable(method));
    }

    private static String printable(String text) {
        String bounded = text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) + "…" : text;
        return bounded.replaceAll("[^ -~…]", "?");
    }
}

package io.kvorum.transport.grpc;

import io.grpc.InternalMetadata;
import io.grpc.InternalMetadata.TrustedAsciiMarshaller;
import io.grpc.Metadata;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The metadata that the server understands. */
final class CallMetadata {
    private static final String BEARER = "Bearer ";

    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> GATEWAY =
            Metadata.Key.of("grpcgateway-accept", Metadata.ASCII_STRING_MARSHALLER);

    /** As bytes, because gRPC's own reader hides what is not ASCII, and etcd refuses what is not UTF-8. */
    private static final Metadata.Key<byte[]> CLIENT_API_VERSION =
            InternalMetadata.keyOf("client-api-version", new TrustedAsciiMarshaller<byte[]>() {
                @Override
                public byte[] toAsciiString(byte[] value) {
                    return value;
                }

                @Override
                public byte[] parseAsciiString(byte[] serialized) {
                    return serialized;
                }
            });

    private CallMetadata() {}

    /** The token; {@code authorization} counts only without {@code token}. */
    static Optional<String> token(Metadata metadata) {
        String token = first(metadata, TOKEN);
        if (token == null) {
            token = first(metadata, AUTHORIZATION);
        }
        return token == null
                ? Optional.empty()
                : Optional.of(token.startsWith(BEARER) ? token.substring(BEARER.length()) : token);
    }

    static boolean requireLeader(Metadata metadata) {
        return "true".equals(first(metadata, HAS_LEADER));
    }

    static boolean gateway(Metadata metadata) {
        return metadata.containsKey(GATEWAY);
    }

    /** The version that the client names, {@code unknown} if none, or null if it is not UTF-8. */
    static String clientApiVersion(Metadata metadata) {
        byte[] value = metadata.get(CLIENT_API_VERSION);
        if (value == null) {
            return "unknown";
        }
        try {
            return isAscii(value)
                    ? new String(value, StandardCharsets.ISO_8859_1)
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(value))
                            .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    /** A repeated key counts with its first value, as etcd reads it; gRPC's own getter takes the last. */
    private static String first(Metadata metadata, Metadata.Key<String> key) {
        String last = metadata.get(key);
        if (last == null) {
            return null;
        }
        Iterable<String> all = metadata.getAll(key);
        return all == null ? last : all.iterator().next();
    }

    private static boolean isAscii(byte[] value) {
        for (byte unit : value) {
            if (unit < 0) {
                return false;
            }
        }
        return true;
    }
}

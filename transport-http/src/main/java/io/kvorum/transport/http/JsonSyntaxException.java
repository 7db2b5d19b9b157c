package io.kvorum.transport.http;

/** The text is no JSON, or not of the shape that the message wants; the message says where. */
final class JsonSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonSyntaxException(String message, int position) {
        super("proto: (position " + position + "): " + message, null, false, false);
    }
}

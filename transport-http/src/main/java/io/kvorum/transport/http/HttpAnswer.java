package io.kvorum.transport.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes back to the client.
 *
 * @param status HTTP status and its phrase
 * @param headers pairs of name and value; length, date and connection come from the connection
 * @param body the body, sent as it is
 */
record HttpAnswer(HttpStatus status, List<String> headers, byte[] body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    static HttpAnswer of(HttpStatus status, String contentType, String body) {
        return new HttpAnswer(status, List.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    static HttpAnswer text(HttpStatus status, String body) {
        return of(status, TEXT, body);
    }

    static HttpAnswer json(HttpStatus status, String body) {
        return of(status, "application/json", body);
    }

    /** An error as Go's library words it: text, a line end, and a header against guessing. */
    static HttpAnswer error(HttpStatus status, String text) {
        return text(status, text + "\n").with("X-Content-Type-Options", "nosniff");
    }

    static HttpAnswer notFound() {
        return error(HttpStatus.NOT_FOUND, "404 page not found");
    }

    /** The answer to a method that a page does not have. */
    static HttpAnswer onlyGet() {
        return error(HttpStatus.METHOD_NOT_ALLOWED, "Method Not Allowed").with("Allow", "GET");
    }

    static HttpAnswer empty() {
        return new HttpAnswer(HttpStatus.OK, List.of(), new byte[0]);
    }

    HttpAnswer with(String... moreHeaders) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(List.of(moreHeaders));
        return new HttpAnswer(status, all, body);
    }
}

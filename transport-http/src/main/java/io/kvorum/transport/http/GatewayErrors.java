package io.kvorum.transport.http;

import io.kvorum.api.KvorumException;
import io.kvorum.api.StatusCode;

/** Errors as the gateway shows them (H60). */
final class GatewayErrors {
    private GatewayErrors() {}

    static HttpAnswer of(KvorumException failure) {
        HttpAnswer answer = HttpAnswer.json(HttpStatus.of(failure.status()), body(failure));
        return failure.status() == StatusCode.UNAUTHENTICATED
                ? answer.with("WWW-Authenticate", failure.text())
                : answer;
    }

    static HttpAnswer of(StatusCode code, String text) {
        return HttpAnswer.json(HttpStatus.of(code), body(code, text));
    }

    static String body(KvorumException failure) {
        return body(failure.status(), failure.text());
    }

    private static String body(StatusCode code, String text) {
        StringBuilder out =
                new StringBuilder("{\"code\":").append(code.number()).append(",\"message\":");
        MessageWriter.string(out, text);
        return out.append('}').toString();
    }
}

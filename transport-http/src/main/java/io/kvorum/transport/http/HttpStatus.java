package io.kvorum.transport.http;

import io.kvorum.api.StatusCode;

/**
 * A status line's number and phrase.
 *
 * @param number three digits
 * @param phrase what it means
 */
record HttpStatus(int number, String phrase) {
    static final HttpStatus OK = new HttpStatus(200, "OK");
    static final HttpStatus BAD_REQUEST = new HttpStatus(400, "Bad Request");
    static final HttpStatus NOT_FOUND = new HttpStatus(404, "Not Found");
    static final HttpStatus METHOD_NOT_ALLOWED = new HttpStatus(405, "Method Not Allowed");
    static final HttpStatus MISDIRECTED = new HttpStatus(421, "Misdirected Request");
    static final HttpStatus TOO_MANY_REQUESTS = new HttpStatus(429, "Too Many Requests");
    static final HttpStatus INTERNAL = new HttpStatus(500, "Internal Server Error");
    static final HttpStatus NOT_IMPLEMENTED = new HttpStatus(501, "Not Implemented");
    static final HttpStatus UNAVAILABLE = new HttpStatus(503, "Service Unavailable");

    /** The table of the gateway from gRPC's codes to HTTP's. */
    static HttpStatus of(StatusCode code) {
        return switch (code) {
            case OK -> OK;
            case CANCELED -> new HttpStatus(499, "Client Closed Request");
            case UNKNOWN, INTERNAL, DATA_LOSS -> INTERNAL;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> BAD_REQUEST;
            case DEADLINE_EXCEEDED -> new HttpStatus(504, "Gateway Timeout");
            case NOT_FOUND -> NOT_FOUND;
            case ALREADY_EXISTS, ABORTED -> new HttpStatus(409, "Conflict");
            case PERMISSION_DENIED -> new HttpStatus(403, "Forbidden");
            case RESOURCE_EXHAUSTED -> TOO_MANY_REQUESTS;
            case UNIMPLEMENTED -> NOT_IMPLEMENTED;
            case UNAVAILABLE -> UNAVAILABLE;
            case UNAUTHENTICATED -> new HttpStatus(401, "Unauthorized");
        };
    }
}

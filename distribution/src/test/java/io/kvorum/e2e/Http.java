package io.kvorum.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What curl would do. */
public final class Http {
    /** For servers that hang; a call that waits for a leader takes its time on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Http() {}

    public static HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    public static HttpResponse<String> post(String url, String body) {
        return send(HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A series without labels, from /metrics. */
    public static long metric(String endpoint, String name) {
        String page = get(endpoint + "/metrics").body();
        Matcher series = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(page);
        if (!series.find()) {
            throw new AssertionError("no metric " + name + " in\n" + page);
        }
        return (long) Double.parseDouble(series.group(1));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}

package io.kvorum.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Addresses to listen at or to tell others, sorted, each once (C7).
 *
 * @param urls in the form in which they were given
 */
public record UrlList(List<String> urls) {
    static final UrlList EMPTY = new UrlList(List.of());

    public UrlList {
        urls = List.copyOf(new TreeSet<>(urls));
    }

    static UrlList of(String... urls) {
        return new UrlList(List.of(urls));
    }

    /** Parses a list with commas; an empty text is an empty list. */
    static UrlList parse(String text) {
        List<String> urls = new ArrayList<>();
        if (!text.isBlank()) {
            for (String part : text.split(",", -1)) {
                urls.add(checked(part.strip()));
            }
        }
        return new UrlList(urls);
    }

    private static String checked(String url) {
        URI uri = toUri(url);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        switch (scheme) {
            case "http", "https" -> {
                if (!hasHostAndPort(uri.getRawAuthority())) {
                    throw new IllegalArgumentException("URL address does not have the form \"host:port\": " + url);
                }
                if (uri.getRawPath() != null && !uri.getRawPath().isEmpty()) {
                    throw new IllegalArgumentException("URL must not contain a path: " + url);
                }
            }
            case "unix", "unixs" -> {}
            default -> throw new IllegalArgumentException("URL scheme must be http, https, unix, or unixs: " + url);
        }
        return url;
    }

    private static boolean hasHostAndPort(String authority) {
        if (authority == null) {
            return false;
        }
        int colon = authority.lastIndexOf(':');
        return colon >= 0
                && authority.indexOf(']', colon) < 0
                && authority.substring(colon + 1).matches("\\d{1,5}")
                && Integer.parseInt(authority.substring(colon + 1)) <= 65_535;
    }

    private static URI toUri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("parse \"" + url + "\": " + malformed.getReason(), malformed);
        }
    }

    /** The host of a URL; empty if it names none, as in {@code http://:2379}. */
    static String host(String url) {
        String authority = toUri(url).getRawAuthority();
        return authority == null ? "" : authority.substring(0, authority.lastIndexOf(':'));
    }

    static boolean isUnix(String url) {
        return url.startsWith("unix:") || url.startsWith("unixs:");
    }

    boolean isEmpty() {
        return urls.isEmpty();
    }

    @Override
    public String toString() {
        return String.join(",", urls);
    }
}

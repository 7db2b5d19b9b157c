package io.kvorum.engine.membership;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** The form of peer URLs that etcd takes (R272). */
public final class PeerUrls {
    private PeerUrls() {}

    /**
     * Trims and sorts.
     *
     * @throws KvorumException if there is none, or one is not of the form {@code http[s]://host:port} or
     *     {@code unix[s]://...}
     */
    public static List<String> of(List<String> given) {
        if (given.isEmpty() || !given.stream().allMatch(url -> isWellFormed(url.trim()))) {
            throw new KvorumException(ErrorCode.MEMBER_BAD_URLS);
        }
        return given.stream().map(String::trim).sorted().toList();
    }

    private static boolean isWellFormed(String url) {
        URI parsed;
        try {
            parsed = new URI(url);
        } catch (URISyntaxException malformed) {
            return false;
        }
        String scheme = parsed.getScheme();
        if (scheme == null) {
            return false;
        }
        return switch (scheme) {
            case "http", "https" ->
                parsed.getRawAuthority() != null
                        && hasPort(parsed.getRawAuthority())
                        && parsed.getRawPath().isEmpty();
            case "unix", "unixs" -> true;
            default -> false;
        };
    }

    /** A host may be left out, a port may not; an IPv6 address stands in brackets. */
    private static boolean hasPort(String authority) {
        int colon = authority.lastIndexOf(':');
        if (colon < 0) {
            return false;
        }
        String host = authority.substring(0, colon);
        return host.indexOf(':') < 0 || host.startsWith("[") && host.endsWith("]");
    }
}

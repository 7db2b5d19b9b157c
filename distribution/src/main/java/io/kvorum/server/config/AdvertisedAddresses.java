package io.kvorum.server.config;

import io.kvorum.spi.config.ConfigKey;
import java.net.URI;
import java.util.Optional;

/**
 * What a member that listens everywhere tells others when its settings leave it at the default, {@code localhost}, which
 * would lead them to themselves: the address of its default route and the port it listens at (C73).
 */
record AdvertisedAddresses(DefaultRoute route, Findings findings) {
    private static final String EVERYWHERE = "0.0.0.0";

    /** The URLs to tell instead of {@code value}; empty if that may stay. As etcd does, only the first URL is looked at. */
    Optional<UrlList> insteadOf(ConfigKey<UrlList> advertised, UrlList value, UrlList listening) {
        boolean everywhere = !listening.isEmpty()
                && !UrlList.isUnix(listening.urls().get(0))
                && UrlList.host(listening.urls().get(0)).equals(EVERYWHERE);
        if (!everywhere || !advertised.defaultValue().equals(Optional.of(value))) {
            return Optional.empty();
        }
        Optional<String> host = route.address();
        if (host.isEmpty()) {
            findings.warn("failed to detect default host: others are told " + value
                    + ", which leads them to themselves; say where this member is reached with --" + advertised.name());
        }
        int port = URI.create(listening.urls().get(0)).getPort();
        String scheme = URI.create(value.urls().get(0)).getScheme();
        return host.map(address -> UrlList.of(scheme + "://" + address + ":" + port));
    }
}

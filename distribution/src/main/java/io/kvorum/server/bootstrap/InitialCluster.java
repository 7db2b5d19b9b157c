package io.kvorum.server.bootstrap;

import io.kvorum.spi.ComponentException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Members by name with their peer URLs, as {@code --initial-cluster} or discovery tell them.
 *
 * @param text as it was given
 * @param urlsByName in the order given
 */
record InitialCluster(String text, Map<String, List<String>> urlsByName) {
    InitialCluster {
        urlsByName = Collections.unmodifiableMap(new LinkedHashMap<>(urlsByName));
    }

    /** Parses {@code name=URL} with commas. A URL that stands twice is refused by {@link #requireDistinctUrls}. */
    static InitialCluster parse(String text) {
        Map<String, List<String>> urlsByName = new LinkedHashMap<>();
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new ComponentException("error setting up initial cluster: \"" + part
                        + "\" in --initial-cluster does not have the form name=URL");
            }
            urlsByName
                    .computeIfAbsent(part.substring(0, equals).strip(), absent -> new ArrayList<>())
                    .add(part.substring(equals + 1).strip());
        }
        return new InitialCluster(text, urlsByName);
    }

    /** The peer URLs of a member that must be named here. */
    List<String> require(String name) {
        List<String> own = urlsByName.get(name);
        if (own == null) {
            throw new ComponentException(
                    "couldn't find local name \"" + name + "\" in the initial cluster configuration");
        }
        return own;
    }

    /** The peer URLs of all others, sorted. */
    List<String> urlsOfOthers(String name) {
        Set<String> urls = new TreeSet<>();
        urlsByName.forEach((other, listed) -> {
            if (!other.equals(name)) {
                urls.addAll(listed);
            }
        });
        return List.copyOf(urls);
    }

    void requireDistinctUrls(String what) {
        Set<String> all = new HashSet<>();
        urlsByName
                .values()
                .forEach(urls -> urls.forEach(url -> {
                    if (!all.add(url)) {
                        throw new ComponentException(what + " " + text + " has duplicate url");
                    }
                }));
    }

    /** The own entry and what is advertised must be the same set of addresses (C61). */
    void requireAdvertised(String name, List<String> advertised, NameService names) {
        List<String> listed = require(name).stream().sorted().toList();
        Optional<String> difference = PeerUrls.difference(advertised, listed, names);
        if (difference.isEmpty()) {
            return;
        }
        List<String> missing =
                listed.stream().filter(url -> !advertised.contains(url)).toList();
        if (!missing.isEmpty()) {
            throw new ComponentException("--initial-cluster has " + entries(name, missing)
                    + " but missing from --initial-advertise-peer-urls=" + String.join(",", advertised) + " ("
                    + difference.get() + ")");
        }
        missing = advertised.stream()
                .filter(url -> !listed.contains(url))
                .sorted()
                .toList();
        throw new ComponentException("--initial-advertise-peer-urls has " + String.join(",", missing)
                + " but missing from --initial-cluster=" + entries(name, advertised));
    }

    static String entries(String name, List<String> urls) {
        return String.join(",", urls.stream().map(url -> name + "=" + url).toList());
    }
}

package io.kvorum.server.bootstrap;

import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares lists of peer URLs as sets, taking a host name for the address it stands for (C61, C64). */
final class PeerUrls {
    private PeerUrls() {}

    /** Why two lists are different, in etcd's words; empty if they are the same. May block to look names up. */
    static Optional<String> difference(List<String> one, List<String> other, NameService names) {
        if (one.size() != other.size()) {
            return Optional.of("len(" + quoted(one) + ") != len(" + quoted(other) + ")");
        }
        if (one.stream().sorted().toList().equals(other.stream().sorted().toList())) {
            return Optional.empty();
        }
        try {
            List<String> left = resolved(one, names);
            List<String> right = resolved(other, names);
            for (int i = 0; i < left.size(); i++) {
                if (!left.get(i).equals(right.get(i))) {
                    return Optional.of("resolved urls: \"" + left.get(i) + "\" != \"" + right.get(i) + "\"");
                }
            }
            return Optional.empty();
        } catch (UnknownHostException unknown) {
            return Optional.of("failed to resolve host: " + unknown.getMessage());
        }
    }

    /** {@code localhost} stays as it is: it may be two addresses. */
    private static List<String> resolved(List<String> urls, NameService names) throws UnknownHostException {
        List<String> resolved = new ArrayList<>();
        for (String url : urls) {
            URI uri = URI.create(url);
            String host = uri.getHost();
            if (host == null || host.equals("localhost")) {
                resolved.add(url);
            } else {
                resolved.add(uri.getScheme() + "://" + authority(names.addressOf(unbracketed(host)), uri.getPort()));
            }
        }
        return resolved.stream().sorted().toList();
    }

    static String authority(String address, int port) {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String quoted(List<String> urls) {
        return urls.stream().map(url -> "\"" + url + "\"").toList().toString().replace(", ", " ");
    }
}

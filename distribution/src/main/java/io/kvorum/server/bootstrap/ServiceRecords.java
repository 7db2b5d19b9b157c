package io.kvorum.server.bootstrap;

import io.kvorum.spi.ComponentException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members that DNS names for a domain (C71). One of them is this member: the one whose address is that of an
 * advertised peer URL. The others get numbers for names.
 */
final class ServiceRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceRecords.class);

    private final NameService names;
    private final String ownName;
    private final Map<String, String> ownUrlByAddress = new LinkedHashMap<>();

    /**
     * For one member.
     *
     * @param advertised its own peer URLs
     */
    ServiceRecords(NameService names, String ownName, List<String> advertised) {
        this.names = names;
        this.ownName = ownName;
        for (String url : advertised) {
            URI uri = URI.create(url);
            try {
                String address = names.addressOf(PeerUrls.unbracketed(uri.getHost()));
                ownUrlByAddress.put(PeerUrls.authority(address, uri.getPort()), url);
            } catch (UnknownHostException unknown) {
                throw new ComponentException(
                        "cannot resolve the host of --initial-advertise-peer-urls=" + url, unknown);
            }
        }
    }

    /**
     * Looks up {@code _etcd-server-ssl._tcp.<domain>} and {@code _etcd-server._tcp.<domain>}.
     *
     * @param suffix of {@code --discovery-srv-name}; empty for none
     */
    InitialCluster lookUp(String domain, String suffix) {
        String ending = suffix.isEmpty() ? "" : "-" + suffix;
        List<String> failures = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        entries.addAll(entries("https", "etcd-server-ssl" + ending, domain, failures));
        entries.addAll(entries("http", "etcd-server" + ending, domain, failures));
        if (entries.isEmpty()) {
            throw new ComponentException("error setting up initial cluster: " + String.join("; ", failures));
        }
        entries.forEach(
                entry -> LOG.atInfo().addKeyValue("entry", entry).log("got bootstrap from DNS for etcd-server"));
        InitialCluster cluster = InitialCluster.parse(String.join(",", entries));
        if (!cluster.urlsByName().containsKey(ownName)) {
            throw new ComponentException("cannot find local etcd member \"" + ownName + "\" in SRV records");
        }
        return cluster;
    }

    /** As etcd does: an entry that is wrong counts as a failure only when no entry is right. */
    private List<String> entries(String scheme, String service, String domain, List<String> failures) {
        List<String> entries = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        int number = 0;
        try {
            for (NameService.Service found : names.services("_" + service + "._tcp." + domain)) {
                String host = found.target().endsWith(".")
                        ? found.target().substring(0, found.target().length() - 1)
                        : found.target();
                String url = scheme + "://" + PeerUrls.authority(host, found.port());
                String own = ownUrl(host, found.port(), wrong);
                if (own == null) {
                    continue;
                }
                if (!own.isEmpty() && !own.startsWith(scheme + "://")) {
                    wrong.add("bootstrap at " + url + " from DNS for " + service
                            + " has scheme mismatch with expected peer " + own);
                    continue;
                }
                entries.add((own.isEmpty() ? number++ : ownName) + "=" + url);
            }
        } catch (UnknownHostException unknown) {
            wrong.add(unknown.getMessage());
        }
        if (entries.isEmpty() && !wrong.isEmpty()) {
            failures.add("error querying DNS SRV records for _" + service + " " + wrong.get(wrong.size() - 1));
        }
        return entries;
    }

    /** The advertised URL with this address; empty for another member's; null if the host has no address. */
    private String ownUrl(String host, int port, List<String> wrong) {
        try {
            return ownUrlByAddress.getOrDefault(PeerUrls.authority(names.addressOf(host), port), "");
        } catch (UnknownHostException unknown) {
            wrong.add(unknown.getMessage());
            return null;
        }
    }
}

package io.kvorum.server.bootstrap;

import io.kvorum.server.bootstrap.RunningCluster.KnownMember;
import io.kvorum.server.config.ClusterSettings;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.config.Release;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.List;

/** The first start of a member: what its settings, DNS, a registry and the other members say about its cluster. */
final class FirstStart {
    /**
     * For the answers of all members; a port where nobody listens refuses at once. etcd gives a founder one second: on a busy
     * machine he misses the answer that he was here before, founds again, and votes a second time.
     */
    private static final Duration INQUIRY = Duration.ofSeconds(10);

    private final Configuration configuration;
    private final NameService names;
    private final ClusterInquiry inquiry;
    private final String name;
    private final List<String> advertised;

    FirstStart(Configuration configuration, NameService names, ClusterInquiry inquiry) {
        this.configuration = configuration;
        this.names = names;
        this.inquiry = inquiry;
        this.name = configuration.get(MemberSettings.NAME);
        this.advertised =
                configuration.get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS).urls();
    }

    /** The new cluster that this member founds with others (C61 to C63). */
    FoundingCluster found() {
        String token = token();
        InitialCluster listed = listed();
        listed.requireDistinctUrls("initial cluster");
        listed.requireAdvertised(name, advertised, names);
        requireTransport(listed);
        FoundingCluster cluster = FoundingCluster.of(listed, name, token);
        refuseSecondLife(cluster.ownId(), listed);
        if (!discovers()) {
            return cluster;
        }
        InitialCluster complete = discover(cluster.ownId());
        complete.require(name);
        requireTransport(complete);
        return FoundingCluster.of(complete, name, token);
    }

    /** The running cluster that knows this member already (C64). */
    JoinedCluster join() {
        JoinedCluster joined = joinAgain();
        refuseSecondLife(joined.ownId(), joined.cluster());
        return joined;
    }

    /** The same for a member whose first attempt was cut short. */
    JoinedCluster joinAgain() {
        if (discovers()) {
            throw new ComponentException("discovery URL should not be set when joining existing initial cluster");
        }
        InitialCluster listed = listed();
        listed.require(name);
        listed.requireDistinctUrls("initial cluster");
        requireTransport(listed);
        JoinedCluster joined = match(listed);
        new VersionCheck(inquiry, Release.ETCD_VERSION).require(joined);
        return joined;
    }

    /** A member that answers may not have heard of this one yet: then another has. */
    private JoinedCluster match(InitialCluster listed) {
        ComponentException mismatch = new ComponentException("cannot fetch cluster info from peer urls: could not"
                + " retrieve cluster information from the given URLs");
        for (RunningCluster running : inquiry.askMembers(listed.urlsOfOthers(name), INQUIRY)) {
            try {
                return JoinedCluster.of(listed, name, running, names);
            } catch (ComponentException different) {
                mismatch = different;
            }
        }
        throw mismatch;
    }

    private void requireTransport(InitialCluster cluster) {
        int members = cluster.urlsByName().size();
        if (members > 1 && configuration.parts().peerTransport().isEmpty()) {
            throw new ComponentException("the cluster has " + members + " members, but this one has no transport to"
                    + " others; choose one with --peer-transport");
        }
    }

    private InitialCluster listed() {
        String domain = configuration.get(ClusterSettings.DISCOVERY_SRV);
        if (!domain.isEmpty()) {
            return new ServiceRecords(names, name, advertised)
                    .lookUp(domain, configuration.get(ClusterSettings.DISCOVERY_SRV_NAME));
        }
        return InitialCluster.parse(
                discovers() ? InitialCluster.entries(name, advertised) : configuration.initialCluster());
    }

    private boolean discovers() {
        return !configuration.get(ClusterSettings.DISCOVERY_ENDPOINTS).isEmpty();
    }

    private String token() {
        return configuration.get(discovers() ? ClusterSettings.DISCOVERY_TOKEN : ClusterSettings.INITIAL_CLUSTER_TOKEN);
    }

    private InitialCluster discover(MemberId ownId) {
        List<String> endpoints =
                List.of(configuration.get(ClusterSettings.DISCOVERY_ENDPOINTS).split(","));
        try (Registry registry = new GrpcRegistry(
                endpoints,
                configuration.get(ClusterSettings.DISCOVERY_REQUEST_TIMEOUT),
                configuration.get(ClusterSettings.DISCOVERY_KEEPALIVE_TIME),
                configuration.get(ClusterSettings.DISCOVERY_KEEPALIVE_TIMEOUT))) {
            return new TokenDiscovery(registry, token(), ownId, FirstStart::pause)
                    .join(InitialCluster.entries(name, advertised));
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ComponentException("interrupted while waiting for other members", interrupted);
        }
    }

    /** One who has heard of the first life is enough; others may have missed it. */
    private void refuseSecondLife(MemberId ownId, InitialCluster listed) {
        inquiry.askMembers(listed.urlsOfOthers(name), INQUIRY).forEach(running -> refuseSecondLife(ownId, running));
    }

    /** A member that lost its data may have voted with them: with none it could vote a second time (C62). */
    private static void refuseSecondLife(MemberId ownId, RunningCluster running) {
        if (running.find(ownId).filter(KnownMember::started).isPresent()) {
            throw new ComponentException("member " + ownId + " has already been bootstrapped");
        }
    }
}

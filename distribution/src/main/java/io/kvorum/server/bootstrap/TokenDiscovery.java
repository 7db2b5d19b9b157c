package io.kvorum.server.bootstrap;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the members of a new cluster in another one (C72): each registers under a common token, and all wait until as many
 * as planned are there; the first to register belong to it.
 */
final class TokenDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(TokenDiscovery.class);
    private static final String PREFIX = "/_etcd/registry/";
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final int DOUBLINGS_MAX = 8;

    private final Registry registry;
    private final String token;
    private final String ownKey;
    private final Pause pause;

    /** How to wait; a test does not. */
    interface Pause {
        void pause(Duration duration);
    }

    private interface Step<T> {
        T run() throws Registry.UnavailableException;
    }

    /**
     * For one member.
     *
     * @param registry stays the caller's to close
     */
    TokenDiscovery(Registry registry, String token, MemberId ownId, Pause pause) {
        this.registry = registry;
        this.token = token;
        this.ownKey = membersPrefix(token) + "/" + ownId;
        this.pause = pause;
    }

    private static String membersPrefix(String token) {
        return PREFIX + token + "/members";
    }

    /**
     * Registers this member and waits for the others, as long as it takes. Blocks.
     *
     * @param ownEntry {@code name=URL} with commas
     * @throws ComponentException with etcd's message if there is no place for it
     */
    InitialCluster join(String ownEntry) {
        membersWithPlaceForUs();
        retried("register member itself", () -> {
            registry.put(ownKey, ownEntry);
            return null;
        });
        int size = size();
        List<Registry.Entry> members = membersWithPlaceForUs();
        while (members.size() < size) {
            LOG.atInfo()
                    .addKeyValue("clusterSize", size)
                    .addKeyValue("found-peers", members.size())
                    .log("waiting for peers from discovery service");
            pause.pause(POLL_INTERVAL);
            members = membersWithPlaceForUs();
        }
        LOG.atInfo()
                .addKeyValue("clusterSize", size)
                .addKeyValue("found-peers", members.size())
                .log("found all needed peers from discovery service");
        String text = members.stream().limit(size).map(Registry.Entry::value).collect(Collectors.joining(","));
        InitialCluster cluster = InitialCluster.parse(text);
        cluster.requireDistinctUrls("discovery cluster");
        return cluster;
    }

    private int size() {
        String text = retried("cluster status check", () -> registry.get(PREFIX + token + "/_config/size"))
                .orElseThrow(() -> new ComponentException("discovery: size key not found"));
        if (!text.matches("\\+?0*[1-9]\\d{0,8}")) {
            throw new ComponentException("discovery: size key is bad");
        }
        return Integer.parseInt(text);
    }

    /** Who registered, in the order of registration; fails if the planned number is there without us. */
    private List<Registry.Entry> membersWithPlaceForUs() {
        int size = size();
        List<Registry.Entry> members =
                retried("cluster status check", () -> registry.list(membersPrefix(token))).stream()
                        .filter(entry -> entry.value().contains("="))
                        .sorted(Comparator.comparingLong(Registry.Entry::createRevision))
                        .toList();
        boolean full =
                members.stream().limit(size).noneMatch(entry -> entry.key().equals(ownKey));
        if (full && members.size() >= size) {
            throw new ComponentException(
                    "discovery: cluster is full (failed to bootstrap; discovery token was already used: " + token
                            + ")");
        }
        return members;
    }

    private <T> T retried(String what, Step<T> step) {
        for (int attempt = 1; ; attempt++) {
            try {
                return step.run();
            } catch (Registry.UnavailableException unavailable) {
                Duration wait = Duration.ofSeconds(1L << Math.min(attempt, DOUBLINGS_MAX));
                LOG.atWarn()
                        .addKeyValue("reason", what)
                        .addKeyValue("backoff", wait)
                        .addKeyValue("error", unavailable.getMessage())
                        .log("retry connecting to discovery service");
                pause.pause(wait);
            }
        }
    }
}

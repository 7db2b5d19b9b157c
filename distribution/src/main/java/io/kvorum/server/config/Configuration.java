package io.kvorum.server.config;

import io.kvorum.server.plugin.Part;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Validated settings of a node: the server's own, the chosen parts and theirs. Immutable. */
public final class Configuration {
    private final Config values;
    private final Map<String, Origin> origins;
    private final ChosenParts parts;
    private final Map<Part, Config> partConfigs;
    private final List<EffectiveSetting> effective;
    private final List<String> warnings;

    /**
     * One line of {@code --print-config}.
     *
     * @param text the value as it can be given; stars for a secret
     */
    public record EffectiveSetting(String name, String text, Origin origin) {}

    /**
     * The parts that make up this node.
     *
     * @param wal empty if the consensus algorithm keeps no log
     * @param peerTransport empty if there are no other members to talk to
     */
    public record ChosenParts(
            Part consensus,
            Optional<Part> wal,
            Part storage,
            Optional<Part> peerTransport,
            List<Part> clientTransports) {
        public ChosenParts {
            clientTransports = List.copyOf(clientTransports);
        }
    }

    Configuration(
            Config values,
            Map<String, Origin> origins,
            ChosenParts parts,
            Map<Part, Config> partConfigs,
            List<EffectiveSetting> effective,
            List<String> warnings) {
        this.values = values;
        this.origins = Map.copyOf(origins);
        this.parts = parts;
        this.partConfigs = Map.copyOf(partConfigs);
        this.effective = List.copyOf(effective);
        this.warnings = List.copyOf(warnings);
    }

    /** The value of one of the server's own settings. */
    public <T> T get(ConfigKey<T> key) {
        return values.get(key);
    }

    /** Whether somebody gave the setting. */
    public boolean isSet(ConfigKey<?> key) {
        return origins.containsKey(key.name());
    }

    /** The directory of the node's data (S2: named after the member). */
    public String dataDirectory() {
        String given = get(MemberSettings.DATA_DIR);
        return given.isEmpty() ? get(MemberSettings.NAME) + ".etcd" : given;
    }

    /** The founding members as text (C73: alone under its own name and address, if nobody says otherwise). */
    public String initialCluster() {
        String given = get(ClusterSettings.INITIAL_CLUSTER);
        if (!given.isEmpty()) {
            return given;
        }
        String name = get(MemberSettings.NAME);
        return get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS).urls().stream()
                .map(url -> name + "=" + url)
                .reduce((left, right) -> left + "," + right)
                .orElse("");
    }

    public ChosenParts parts() {
        return parts;
    }

    /** The settings of a chosen part. */
    public Config of(Part part) {
        return partConfigs.get(part);
    }

    public List<EffectiveSetting> effective() {
        return effective;
    }

    /** What was odd but not wrong; for the log. */
    public List<String> warnings() {
        return warnings;
    }
}

package io.kvorum.server;

import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.ConfigurationException;
import io.kvorum.server.config.ConfigurationSources;
import io.kvorum.server.config.ConfigurationSources.Request;
import io.kvorum.server.config.PartSettings;
import io.kvorum.server.plugin.PluginLoader;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.server.plugin.Port;
import io.kvorum.server.wiring.Node;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.consensus.ConsensusFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A running server inside another program.
 *
 * <pre>{@code
 * try (Kvorum server = Kvorum.embedded().inMemory().port(0).start()) {
 *     connect(server.clientEndpoint());
 * }
 * }</pre>
 *
 * <p>It is the same server as the process, with the same settings; it reads no environment and sets no system property,
 * and it never ends the program. One thing is different: unless a setting speaks of other members
 * ({@code listen-peer-urls}, {@code initial-cluster}), it stays alone and opens no port for them.
 */
public final class Kvorum implements AutoCloseable {
    private final Node node;
    private final Optional<Path> temporaryDirectory;

    private Kvorum(Node node, Optional<Path> temporaryDirectory) {
        this.node = node;
        this.temporaryDirectory = temporaryDirectory;
    }

    /** Begins to describe a server. */
    public static Builder embedded() {
        return new Builder();
    }

    /** Where clients connect, as a URL with the real port: {@code http://127.0.0.1:41207}. */
    public String clientEndpoint() {
        InetSocketAddress address = (InetSocketAddress) node.clientAddresses().get(0);
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** The node itself. */
    Node node() {
        return node;
    }

    /** Stops the server in order: calls under way are drained, everything is on disk. May be repeated; blocks. */
    @Override
    public void close() {
        node.close();
        temporaryDirectory.ifPresent(Kvorum::deleteTree);
    }

    static void deleteTree(Path directory) {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot delete the temporary directory " + directory, failure);
        }
    }

    /** Describes a server. One thread; each {@link #start()} makes another server. */
    public static final class Builder {
        /** Whoever gives one of these wants to talk to other members. */
        private static final List<String> PEER_SETTINGS = List.of(
                "peer-transport", "listen-peer-urls", "initial-cluster", "discovery-srv", "discovery-endpoints");

        private final Map<String, String> settings = new LinkedHashMap<>();
        private final List<KvorumPlugin> plugins = new ArrayList<>();
        private boolean temporary;
        private boolean inMemory;

        private Builder() {}

        /** Keeps everything in memory: for tests. Needs no JVM flag; what it holds is lost when it stops. */
        public Builder inMemory() {
            temporary = true;
            inMemory = true;
            return setting("storage", "memory");
        }

        /** Keeps its data here; the directory is made if it is missing. */
        public Builder dataDirectory(Path directory) {
            temporary = false;
            return setting("data-dir", directory.toString());
        }

        /** Listens for clients on the loopback address; 0 picks a free port. The default is 2379. */
        public Builder port(int port) {
            String url = "http://127.0.0.1:" + port;
            return setting("listen-client-urls", url).setting("advertise-client-urls", url);
        }

        /** Any setting, by its flag's name without dashes. */
        public Builder setting(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** Adds a plug-in that is not found on the class path by itself. */
        public Builder plugin(KvorumPlugin plugin) {
            plugins.add(plugin);
            return this;
        }

        /**
         * Starts the server; returns when it serves.
         *
         * @throws ConfigurationException if settings are wrong; names all that are
         * @throws ComponentException if it cannot start here: a sentence says why
         */
        public Kvorum start() {
            if (!temporary) {
                return new Kvorum(Node.start(configuration(settings)), Optional.empty());
            }
            Path directory = makeTemporaryDirectory();
            Map<String, String> completed = new LinkedHashMap<>(settings);
            completed.put("data-dir", directory.resolve("data").toString());
            try {
                return new Kvorum(Node.start(configuration(completed)), Optional.of(directory));
            } catch (RuntimeException failure) {
                deleteTree(directory);
                throw failure;
            }
        }

        private Configuration configuration(Map<String, String> given) {
            Map<String, String> completed = new LinkedHashMap<>(given);
            PluginRegistry registry =
                    registry(Optional.ofNullable(given.get("plugin-dir")).map(Path::of));
            if (PEER_SETTINGS.stream().noneMatch(given::containsKey)) {
                completed.put("peer-transport", "none");
            }
            if (inMemory && keepsLog(registry)) {
                completed.putIfAbsent("wal", "memory");
            }
            String[] flags = completed.entrySet().stream()
                    .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                    .toArray(String[]::new);
            ConfigurationSources sources = new ConfigurationSources(flags, Map.of());
            if (sources.read(folder -> registry) instanceof Request.Start start) {
                return start.configuration();
            }
            throw new IllegalArgumentException("not a setting: one of " + given.keySet());
        }

        /** An algorithm without a log refuses the choice of one. */
        private boolean keepsLog(PluginRegistry registry) {
            String name = settings.getOrDefault(PartSettings.CONSENSUS.name(), "");
            return registry.parts(Port.CONSENSUS).stream()
                    .filter(part -> part.name().equals(name))
                    .allMatch(part -> ((ConsensusFactory) part.factory()).uses().contains(ConsensusFactory.Part.WAL));
        }

        private PluginRegistry registry(Optional<Path> folder) {
            List<KvorumPlugin> all = new ArrayList<>(PluginLoader.load(Kvorum.class.getClassLoader(), folder));
            all.addAll(plugins);
            return PluginRegistry.of(all);
        }

        private static Path makeTemporaryDirectory() {
            try {
                return Files.createTempDirectory("kvorum-");
            } catch (IOException failure) {
                throw new ComponentException("cannot make a temporary directory: " + failure, failure);
            }
        }
    }
}

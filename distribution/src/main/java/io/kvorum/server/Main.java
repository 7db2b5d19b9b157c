package io.kvorum.server;

import io.kvorum.server.config.ClusterSettings;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.ConfigurationException;
import io.kvorum.server.config.ConfigurationSources;
import io.kvorum.server.config.ConfigurationSources.Request;
import io.kvorum.server.config.LogSettings;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.config.Printout;
import io.kvorum.server.config.Problem;
import io.kvorum.server.config.Release;
import io.kvorum.server.logging.LogSetup;
import io.kvorum.server.plugin.PluginLoader;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.server.runtime.ProcessMetrics;
import io.kvorum.server.wiring.Node;
import io.kvorum.server.wiring.RemovedMemberException;
import io.kvorum.spi.ComponentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server process: the only place that ends it. */
public final class Main {
    /** Set by the launcher: where the archive was unpacked. */
    private static final String HOME_PROPERTY = "kvorum.home";

    private static final int OPEN_FILES_TOO_FEW = 150;

    private Main() {}

    public static void main(String[] arguments) {
        // Guice would define classes by ways that newer Java warns of; reflection is as good for a few objects.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        int code = run(arguments, System.getenv());
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs the process to its end, or to the point where only a signal ends it; gives the exit code (C84). */
    private static int run(String[] arguments, Map<String, String> environment) {
        try {
            LogSetup.apply("info", requestsJson(arguments, environment), "default");
            Request request = new ConfigurationSources(arguments, environment).read(Main::registry);
            if (request instanceof Request.Start start) {
                warnOfNotify(environment);
                return serve(start.configuration());
            }
            print(request);
            return 0;
        } catch (ConfigurationException wrong) {
            return report(wrong);
        } catch (RemovedMemberException removed) {
            return 0;
        } catch (ComponentException failure) {
            logger().atError().addKeyValue("error", failure.getMessage()).log("the member cannot start");
            logger().debug("details", failure);
            return 1;
        }
    }

    /** Java cannot write to systemd's socket without native code (C80): who expects that must not wait in vain. */
    private static void warnOfNotify(Map<String, String> environment) {
        if (!environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty()) {
            logger().warn("systemd waits for a notice that Kvorum does not send, and will stop this process;"
                    + " set Type=exec instead of Type=notify in the unit");
        }
    }

    private static void print(Request request) {
        if (request instanceof Request.PrintConfig print) {
            System.out.print(Printout.effective(print.configuration()));
        } else if (request instanceof Request.Help help) {
            System.out.print(help.text());
        } else {
            System.out.print(Release.lines());
        }
    }

    /** Mistakes in the command line are plain text with the usage (C1); others are logged as etcd logs them. */
    private static int report(ConfigurationException wrong) {
        for (Problem problem : wrong.problems()) {
            if (problem.commandLine()) {
                System.err.println(problem.message());
            } else {
                logger().atError().addKeyValue("error", problem.message()).log("failed to verify flags");
            }
        }
        if (wrong.exitCode() == 2) {
            System.err.print("\n" + Printout.usage());
        }
        return wrong.exitCode();
    }

    private static int serve(Configuration configuration) {
        LogSetup.apply(
                configuration.get(LogSettings.LOG_LEVEL),
                configuration.get(LogSettings.LOG_FORMAT).equals("json"),
                configuration.get(LogSettings.LOG_OUTPUTS));
        configuration.warnings().forEach(logger()::warn);
        if (ProcessMetrics.openFilesMax() <= OPEN_FILES_TOO_FEW) {
            throw new ComponentException("file descriptor limit of etcd process is too low; please set higher");
        }
        logger().atInfo()
                .addKeyValue("name", configuration.get(MemberSettings.NAME))
                .addKeyValue("data-dir", configuration.dataDirectory())
                .addKeyValue(
                        "initial-advertise-peer-urls", configuration.get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS))
                .addKeyValue("listen-client-urls", configuration.get(MemberSettings.LISTEN_CLIENT_URLS))
                .addKeyValue("java", Release.javaVersion())
                .log("starting");

        ProcessEnd end = new ProcessEnd();
        Node node = Node.start(configuration);
        end.closeOnSignal(node);
        announce(node);
        node.halted().toCompletableFuture().join();
        node.close();
        return node.removed() ? 0 : 1;
    }

    private static void announce(Node node) {
        logger().atInfo()
                .addKeyValue("member-id", node.identity().memberId())
                .addKeyValue("cluster-id", Long.toHexString(node.identity().clusterId()))
                .log("ready to serve client requests");
        node.clientAddresses()
                .forEach(address -> logger().atInfo()
                        .addKeyValue("traffic", "grpc+http")
                        .addKeyValue("address", address)
                        .log("serving client traffic insecurely; this is strongly discouraged!"));
    }

    private static PluginRegistry registry(Optional<Path> folder) {
        Optional<Path> used = folder.or(() -> Optional.ofNullable(System.getProperty(HOME_PROPERTY))
                .map(home -> Path.of(home, "plugins"))
                .filter(Files::isDirectory));
        return PluginRegistry.of(PluginLoader.load(Main.class.getClassLoader(), used));
    }

    /** Errors in the settings are logged before the settings are known: so this one is looked for in plain text. */
    private static boolean requestsJson(String[] arguments, Map<String, String> environment) {
        String words = String.join(" ", arguments);
        return words.contains("-log-format=json")
                || words.contains("-log-format json")
                || "json".equals(environment.getOrDefault("KVORUM_LOG_FORMAT", environment.get("ETCD_LOG_FORMAT")));
    }

    // Looked up late: logging is set up first.
    private static Logger logger() {
        return LoggerFactory.getLogger(Main.class);
    }
}

package io.kvorum.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.kvorum.spi.ComponentException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets logging up in code, for a server process only: a program that embeds Kvorum logs as it likes.
 *
 * <p>Libraries log warnings and errors; what Kvorum logs is chosen by {@code --log-level}.
 */
public final class LogSetup {
    private LogSetup() {}

    /**
     * Replaces whatever logging was set up before.
     *
     * @param level as etcd names them
     * @param json one JSON object per line instead of lines for people
     * @param outputs {@code default}, {@code stderr}, {@code stdout}, or files, with commas
     * @throws ComponentException if an output cannot be used
     */
    public static void apply(String level, boolean json, String outputs) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        List<OutputStream> streams = open(outputs);
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        // Netty warns with a stack of each client that left before its connection was set up, which is everyday life.
        context.getLogger("io.netty.bootstrap.ServerBootstrap").setLevel(Level.ERROR);
        // gRPC does the same for each call that was cancelled while its answer was on its way.
        context.getLogger("io.grpc.netty.NettyServerHandler").setLevel(Level.ERROR);
        context.getLogger("io.kvorum").setLevel(levelOf(level));
        for (OutputStream stream : streams) {
            root.addAppender(appender(context, stream, json ? new JsonLayout() : new ConsoleLayout()));
        }
        takeOverPlatformLogging();
    }

    /** gRPC logs to the platform's logging, which would print lines of its own kind. */
    private static void takeOverPlatformLogging() {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
    }

    private static OutputStreamAppender<ILoggingEvent> appender(
            LoggerContext context, OutputStream stream, Layout<ILoggingEvent> layout) {
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(stream);
        RepetitionLimit limit = new RepetitionLimit();
        limit.start();
        appender.addFilter(limit);
        appender.start();
        return appender;
    }

    /** etcd's severities above error end its process; here they only choose what is shown. */
    private static Level levelOf(String name) {
        return switch (name) {
            case "debug" -> Level.DEBUG;
            case "warn" -> Level.WARN;
            case "error", "panic", "fatal" -> Level.ERROR;
            default -> Level.INFO;
        };
    }

    private static List<OutputStream> open(String outputs) {
        List<String> names = List.of(outputs.split(","));
        if (names.contains("/dev/null")) {
            return List.of();
        }
        if (names.size() > 1 && names.contains("default")) {
            throw new ComponentException("multi logoutput for \"default\" is not supported yet");
        }
        List<OutputStream> streams = new ArrayList<>();
        for (String name : names) {
            streams.add(openOne(name.strip()));
        }
        return streams;
    }

    private static OutputStream openOne(String name) {
        return switch (name) {
            case "default", "stderr" -> new StandardStream(System.err);
            case "stdout" -> new StandardStream(System.out);
            case "systemd/journal" ->
                throw new ComponentException(
                        "--log-outputs=systemd/journal: log to stderr, which systemd takes to its journal by itself");
            default -> {
                try {
                    yield Files.newOutputStream(Path.of(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                } catch (IOException failure) {
                    throw new ComponentException("cannot log to " + name + " (--log-outputs): " + failure, failure);
                }
            }
        };
    }
}

package io.kvorum.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import io.kvorum.spi.ComponentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

final class LogSetupTest {
    @TempDir
    Path directory;

    @AfterEach
    void logAsTestsDo() throws Exception {
        SLF4JBridgeHandler.uninstall();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ContextInitializer(context).autoConfig();
    }

    private String logged(String level, Runnable logging) throws IOException {
        Path file = directory.resolve("kvorum.log");
        LogSetup.apply(level, true, file.toString());
        logging.run();
        return Files.readString(file);
    }

    @Test
    void whatLibrariesLogToThePlatformComesOutLikeEverythingElseAndOnlyFromWarningsOn() throws IOException {
        Logger grpc = Logger.getLogger("io.grpc.Example");
        String lines = logged("debug", () -> {
            grpc.info("a channel was made");
            grpc.log(Level.WARNING, "a stream broke");
        });
        // Threads that other tests left may have something to say, too.
        assertThat(lines.lines().filter(line -> line.matches(".*a (channel was made|stream broke).*")))
                .singleElement()
                .asString()
                .startsWith("{\"level\":\"warn\",")
                .contains("\"msg\":\"a stream broke\"");
    }

    @Test
    void theLevelChoosesWhatKvorumLogs() throws IOException {
        String lines = logged("warn", () -> {
            LoggerFactory.getLogger("io.kvorum.Example").info("of little interest");
            LoggerFactory.getLogger("io.kvorum.Example").warn("of interest");
        });
        assertThat(lines).contains("of interest").doesNotContain("little");
    }

    @Test
    void outputsThatCannotBeUsedAreRefusedWithTheirName() {
        assertThatThrownBy(() -> LogSetup.apply("info", true, "default,stderr"))
                .isInstanceOf(ComponentException.class)
                .hasMessage("multi logoutput for \"default\" is not supported yet");
        Path missing = directory.resolve("missing/kvorum.log");
        assertThatThrownBy(() -> LogSetup.apply("info", true, missing.toString()))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("cannot log to " + missing + " (--log-outputs)");
    }
}

package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.config.Config;
import io.kvorum.tck.ThreadedRuntime;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding the plug-in, its settings, and what it needs of the JVM. */
final class FactoryTest {
    @TempDir
    private Path temporary;

    @Test
    void theLogIsFoundByItsName() {
        assertThat(ServiceLoader.load(KvorumPlugin.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(plugin -> plugin.name().equals("wal-chronicle"))
                        .flatMap(plugin -> plugin.walFactories().stream())
                        .map(factory -> factory.name()))
                .containsExactly("chronicle");
    }

    @Test
    void wal10_aLimitThatTheLayersAboveExceedIsRefusedByTheSettingsName() {
        ChronicleWalFactory factory = new ChronicleWalFactory();
        Config small = Config.builder(factory.configKeys())
                .parse(ChronicleWalFactory.SEGMENT_BYTES, "8m")
                .build();
        try (ThreadedRuntime runtime = new ThreadedRuntime(temporary)) {
            assertThatThrownBy(() -> factory.create(small, TestLog.context(temporary, runtime, 2 << 20)))
                    .isInstanceOf(ComponentException.class)
                    .hasMessageContaining("segment-bytes")
                    .hasMessageContaining("8392704");
            assertThat(factory.create(small, TestLog.context(temporary, runtime, (2 << 20) - 1024)))
                    .isNotNull();
        }
    }

    @Test
    void segmentsBelowEightMebibytesAreRefused() {
        assertThatThrownBy(() -> ChronicleWalFactory.SEGMENT_BYTES.parse("4m"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFirstSegmentOfAStartIsSmallButTakesTheRecordsThatAreRequired() {
        assertThat(new SegmentSizes(64L << 20, 1 << 20, true).firstSegmentBytes())
                .isEqualTo(8L << 20);
        assertThat(new SegmentSizes(64L << 20, 3 << 20, true).firstSegmentBytes())
                .isEqualTo(13L << 20);
        assertThat(new SegmentSizes(8L << 20, 1 << 20, true).firstSegmentBytes())
                .isEqualTo(8L << 20);
    }

    @Test
    void aJvmWithoutTheFlagsGetsOneSentenceThatNamesThem() throws Exception {
        String said =
                ChildJvm.run(false, FlagsProbe.class, temporary.resolve("wal").toString());
        assertThat(said)
                .startsWith("refused: log chronicle needs the JVM flags")
                .contains("--add-opens=java.base/java.lang.reflect=ALL-UNNAMED")
                .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }

    /** Opens a log and says how it went. */
    static final class FlagsProbe {
        private FlagsProbe() {}

        public static void main(String[] arguments) {
            try {
                TestLog.open(Path.of(arguments[0])).close();
                System.out.println("opened");
            } catch (ComponentException refusal) {
                System.out.println("refused: " + refusal.getMessage());
            }
        }
    }
}

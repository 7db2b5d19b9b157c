package io.kvorum.spi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigKeyTest {
    private static final ConfigKey<Duration> INTERVAL =
            ConfigKey.duration("interval", Duration.ofSeconds(5), "How often.");
    private static final ConfigKey<Long> COUNT = ConfigKey.number("count", 3, 1, 10, "How many.");
    private static final ConfigKey<Long> SIZE = ConfigKey.bytes("size", 64 << 20, 1, Long.MAX_VALUE, "How large.");

    @ParameterizedTest
    @CsvSource({"500ms,500", "1.5s,1500", "1h2m3s,3723000", "0,0", "-2s,-2000", "1m,60000"})
    void durationsAreReadAsEtcdWritesThem(String text, long milliseconds) {
        assertThat(INTERVAL.parse(text)).isEqualTo(Duration.ofMillis(milliseconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 s", "s", "1d", "1h-", "99999999999h"})
    void otherTextsAreNoDurations(String text) {
        assertThatThrownBy(() -> INTERVAL.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000, 1_500_000, 90_000_000_000L, 3_600_000_000_000L})
    void aFormattedDurationIsReadBackAsItself(long nanoseconds) {
        Duration duration = Duration.ofNanos(nanoseconds);
        assertThat(INTERVAL.parse(INTERVAL.format(duration))).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"17,17", "2k,2048", "3M,3145728", "1g,1073741824"})
    void bytesTakeFactorsOf1024(String text, long expected) {
        assertThat(SIZE.parse(text)).isEqualTo(expected);
    }

    @Test
    void bytesThatOverflowAreRefusedAndNotWrapped() {
        assertThatThrownBy(() -> SIZE.parse("99999999999g")).hasMessageContaining("too large");
        assertThatThrownBy(() -> SIZE.parse("")).hasMessageContaining("number of bytes");
    }

    @Test
    void aNumberOutOfBoundsIsRefusedWithTheBounds() {
        assertThatThrownBy(() -> COUNT.parse("11")).hasMessage("must be between 1 and 10");
        assertThatThrownBy(() -> COUNT.parse("many")).hasMessage("must be a whole number");
    }

    @Test
    void aSecretIsNeverPrinted() {
        ConfigKey<String> password =
                ConfigKey.text("password", "", "The password.").withSecretValue();
        assertThat(password.format("hunter2")).doesNotContain("hunter2");
    }

    @Test
    void aConfigKnowsDeclaredKeysOnlyAndARequiredOneNeedsAValue() {
        ConfigKey<String> required = ConfigKey.text("address", "", "Where.").withValueRequired();

        assertThat(Config.defaults(List.of(COUNT)).get(COUNT)).isEqualTo(3);
        assertThatThrownBy(() -> Config.defaults(List.of(COUNT)).get(SIZE)).hasMessageContaining("not declared");
        assertThatThrownBy(() -> Config.defaults(List.of(required))).hasMessageContaining("address needs a value");
        assertThat(Config.builder(List.of(required))
                        .parse(required, "here")
                        .build()
                        .get(required))
                .isEqualTo("here");
    }
}

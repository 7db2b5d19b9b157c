package io.kvorum.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpiVersionTest {
    @Test
    void aPluginOfTheSameMajorAndNoNewerMinorFits() {
        assertThat(SpiVersion.accepts(SpiVersion.CURRENT)).isTrue();
        assertThat(SpiVersion.accepts(SpiVersion.CURRENT + 1)).isFalse();
        assertThat(SpiVersion.accepts(SpiVersion.CURRENT + 1000)).isFalse();
        assertThat(SpiVersion.accepts(SpiVersion.CURRENT - 1000)).isFalse();
        assertThat(SpiVersion.format(2003)).isEqualTo("2.3");
    }

    @Test
    void memberIdsPrintAsEtcdPrintsThem() {
        assertThat(new MemberId(0x8e9e05c52164694dL)).hasToString("8e9e05c52164694d");
        assertThat(MemberId.parse("8e9e05c52164694d").value()).isEqualTo(0x8e9e05c52164694dL);
    }
}

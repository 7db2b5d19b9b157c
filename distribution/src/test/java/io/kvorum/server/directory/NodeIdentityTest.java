package io.kvorum.server.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.server.directory.NodeIdentity.Stage;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class NodeIdentityTest {
    private static final NodeIdentity IDENTITY = new NodeIdentity(
            0xcdf818194e3a8c32L, new MemberId(0x8e9e05c52164694dL), "raft", "chronicle", "mapdb", Stage.STARTED);
    private static final String TEXT = new String(IDENTITY.encode(), StandardCharsets.UTF_8);

    @Test
    void itReadsBackWhatItWrote() {
        assertThat(NodeIdentity.decode(TEXT, "here")).isEqualTo(IDENTITY);
        assertThat(TEXT)
                .startsWith("format=2\ncluster-id=cdf818194e3a8c32\nmember-id=8e9e05c52164694d\n")
                .contains("\nconsensus=raft\nwal=chronicle\nstorage=mapdb\nstage=started\n");
    }

    @Test
    void anyChangedCharacterIsNoticed() {
        for (int i = TEXT.indexOf('\n') + 1; i < TEXT.length() - 1; i++) {
            String damaged = TEXT.substring(0, i) + (TEXT.charAt(i) == '7' ? '8' : '7') + TEXT.substring(i + 1);
            assertThatThrownBy(() -> NodeIdentity.decode(damaged, "/data/kvorum.identity"))
                    .as(damaged)
                    .isInstanceOf(ComponentException.class)
                    .hasMessage("/data/kvorum.identity is damaged: its checksum is wrong");
        }
    }

    @Test
    void anyMissingEndIsNoticed() {
        for (int length = 0; length < TEXT.length() - 1; length++) {
            String shortened = TEXT.substring(0, length);
            assertThatThrownBy(() -> NodeIdentity.decode(shortened, "here"))
                    .as(shortened)
                    .isInstanceOf(ComponentException.class);
        }
    }

    @Test
    void aNewerFormatIsToldFromDamage() {
        assertThatThrownBy(() -> NodeIdentity.decode(TEXT.replace("format=2", "format=3"), "/data/kvorum.identity"))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("/data/kvorum.identity has format 3")
                .hasMessageContaining("another release");
    }
}

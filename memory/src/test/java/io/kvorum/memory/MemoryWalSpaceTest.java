package io.kvorum.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import io.kvorum.tck.FixedWalContext;
import io.kvorum.tck.ThreadedRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryWalSpaceTest {
    private static final Bytes RECORD = Bytes.wrap(new byte[100_000]);

    @Test
    void wal8_lackOfSpaceIsAnnouncedBeforeItIsThereAndEndsWithARelease() {
        try (WriteAheadLog log = opener(100_000).open((lsn, type, payload) -> {})) {
            List<SpaceState> states = new ArrayList<>();
            log.onSpace(states::add);
            while (states.size() == 1) {
                log.append((byte) 1, RECORD);
            }
            log.append((byte) 1, RECORD);
            assertThatThrownBy(() -> {
                        while (log.appendedLsn() < 100) {
                            log.append((byte) 1, RECORD);
                        }
                    })
                    .isInstanceOf(WalFullException.class);
            log.releaseBefore(log.appendedLsn());
            log.append((byte) 1, RECORD);
            assertThat(states).containsExactly(SpaceState.OK, SpaceState.LOW, SpaceState.OK);
        }
    }

    @Test
    void aLogThatIsTooSmallForTheLayersAboveIsRefused() {
        assertThatThrownBy(() -> opener(1 << 20))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("bytes-max");
    }

    private static WalOpener opener(long recordBytesRequired) {
        MemoryWalFactory factory = new MemoryWalFactory();
        Config config = Config.builder(factory.configKeys())
                .set(MemoryWalFactory.BYTES_MAX, 1L << 20)
                .build();
        return factory.create(
                config,
                new FixedWalContext(new ThreadedRuntime(Path.of("unused")), Path.of("unused"), recordBytesRequired));
    }
}

package io.kvorum.engine.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class RowCacheTest {
    private static final ByteString ROW = ByteString.copyFrom(new byte[100]);

    @Test
    void givesBackWhatWasPutUnderTheSameRevision() {
        RowCache cache = new RowCache(10_000);
        cache.put(5, 1, ROW);
        assertThat(cache.get(5, 1)).isSameAs(ROW);
        assertThat(cache.get(5, 0)).isNull();
        assertThat(cache.get(6, 1)).isNull();
        cache.clear();
        assertThat(cache.get(5, 1)).isNull();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void aNewRowGetsInAndTheWholeStaysWithinItsBytes() {
        RowCache cache = new RowCache(100_000);
        int found = 0;
        for (int main = 1; main < 10_000; main++) {
            cache.put(main, 0, ROW);
            found += cache.get(main, 0) == null ? 0 : 1;
            assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
        }
        assertThat(cache.bytes()).isGreaterThan(80_000);
        assertThat(found).isGreaterThan(9_900);
    }

    @Test
    void rowsThatAreReadStayLongerThanOthers() {
        RowCache cache = new RowCache(1_000_000);
        for (int main = 1; main <= 100; main++) {
            cache.put(main, 0, ROW);
        }
        int found = 0;
        for (int main = 101; main < 20_000; main++) {
            cache.put(main, 0, ROW);
            found += cache.get(main % 100 + 1, 0) == null ? 0 : 1;
        }
        assertThat(found).isGreaterThan(19_000);
    }

    @Test
    void aRowThatIsTooLargeIsNotTaken() {
        RowCache cache = new RowCache(1_000);
        cache.put(1, 0, ByteString.copyFrom(new byte[900]));
        assertThat(cache.get(1, 0)).isNull();
    }

    @Test
    void noRoomMeansNoCache() {
        RowCache cache = new RowCache(0);
        cache.put(1, 0, ROW);
        assertThat(cache.get(1, 0)).isNull();
        cache.clear();
    }
}

package io.kvorum.engine.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class FetchedRowsTest {
    private static final ByteString ROW = ByteString.copyFrom(new byte[200]);

    @Test
    void aRowIsFoundUnderItsRevisionAndNowhereElse() {
        FetchedRows rows = new FetchedRows(1 << 20);
        rows.put(7, 1, ROW);

        assertThat(rows.get(7, 1)).isSameAs(ROW);
        assertThat(rows.get(7, 0)).isNull();
        assertThat(rows.get(8, 1)).isNull();
        rows.clear();
        assertThat(rows.get(7, 1)).isNull();
    }

    @Test
    void whatManyAskForSurvivesAWalkOverEverything() {
        FetchedRows rows = new FetchedRows(100_000);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 50; i++) {
                if (rows.get(i, 0) == null) {
                    rows.put(i, 0, ROW);
                }
            }
        }
        for (int i = 1_000; i < 11_000; i++) {
            if (rows.get(i, 0) == null) {
                rows.put(i, 0, ROW);
            }
            rows.get(i % 50, 0); // the many go on asking meanwhile
        }
        int kept = 0;
        int walked = 0;
        for (int i = 0; i < 50; i++) {
            kept += rows.get(i, 0) == null ? 0 : 1;
        }
        for (int i = 1_000; i < 11_000; i++) {
            walked += rows.get(i, 0) == null ? 0 : 1;
        }
        assertThat(kept).as("often asked for").isGreaterThan(40);
        assertThat(walked * ROW.size()).as("bytes of the walk that stayed").isLessThan(100_000);
    }

    @Test
    void withoutRoomNothingIsKept() {
        FetchedRows rows = new FetchedRows(0);
        rows.put(1, 0, ROW);

        assertThat(rows.get(1, 0)).isNull();
        rows.clear();
    }
}

package io.kvorum.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void orderIsThatOfUnsignedBytesAndAPrefixComesFirst() {
        Bytes high = Bytes.wrap(new byte[] {(byte) 0x80});
        Bytes low = Bytes.wrap(new byte[] {0x7f});

        assertThat(high).isGreaterThan(low);
        assertThat(Bytes.utf8("a")).isLessThan(Bytes.utf8("ab"));
        assertThat(Bytes.EMPTY).isLessThan(low);
    }

    @Test
    void aRangeEqualsACopyOfItAndHashesAlike() {
        Bytes range = Bytes.wrap("xabcx".getBytes(), 1, 3);

        assertThat(range).isEqualTo(Bytes.utf8("abc")).hasSameHashCodeAs(Bytes.utf8("abc"));
        assertThat(range.slice(1, 1)).isEqualTo(Bytes.utf8("b"));
        assertThat(range.startsWith(Bytes.utf8("ab"))).isTrue();
        assertThat(range.toUtf8()).isEqualTo("abc");
        assertThat(Bytes.copyOf(range.toByteBuffer())).isEqualTo(range);
    }

    @Test
    void aViewIsReadOnlyAndRangesAreChecked() {
        ByteBuffer view = Bytes.utf8("abc").toByteBuffer();

        assertThat(view.isReadOnly()).isTrue();
        assertThatThrownBy(() -> Bytes.wrap(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.utf8("a").get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aLongValueIsCutInMessages() {
        assertThat(Bytes.wrap(new byte[40])).hasToString("00".repeat(32) + "… (40 bytes)");
    }
}

package io.kvorum.engine.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.spi.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallAnswerTest {
    @Test
    void aMessageComesThrough() throws Exception {
        StringValue message = StringValue.of("content");

        Bytes opened = CallAnswer.open(CallAnswer.of(message));

        assertThat(StringValue.parseFrom(opened.toByteBuffer())).isEqualTo(message);
    }

    @Test
    void everyErrorComesThroughWithItsCode() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThatThrownBy(() -> CallAnswer.open(CallAnswer.of(new KvorumException(code))))
                    .isInstanceOfSatisfying(KvorumException.class, error -> {
                        assertThat(error.code()).contains(code);
                        assertThat(error.status()).isEqualTo(code.status());
                    });
        }
    }

    @Test
    void whatIsNoAnswerIsRefused() {
        for (byte[] odd : List.of(new byte[0], new byte[] {2}, new byte[] {1})) {
            assertThatThrownBy(() -> CallAnswer.open(Bytes.wrap(odd))).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

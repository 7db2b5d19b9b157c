package io.kvorum.engine.forward;

import com.google.protobuf.MessageLite;
import io.kvorum.api.KvorumException;
import io.kvorum.api.StatusCode;
import io.kvorum.spi.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * How a member answers another's call: with what was asked for, or with the error that the client is to see.
 *
 * <pre>
 * 0 · message in wire form
 * 1 · number of the status (1 byte) · text (UTF-8)
 * </pre>
 */
public final class CallAnswer {
    private static final byte DONE = 0;
    private static final byte REFUSED = 1;

    private CallAnswer() {}

    public static Bytes of(MessageLite message) {
        byte[] content = message.toByteArray();
        byte[] answer = new byte[1 + content.length];
        answer[0] = DONE;
        System.arraycopy(content, 0, answer, 1, content.length);
        return Bytes.wrap(answer);
    }

    public static Bytes of(KvorumException error) {
        byte[] text = error.text().getBytes(StandardCharsets.UTF_8);
        byte[] answer = new byte[2 + text.length];
        answer[0] = REFUSED;
        answer[1] = (byte) error.status().number();
        System.arraycopy(text, 0, answer, 2, text.length);
        return Bytes.wrap(answer);
    }

    /**
     * The message inside.
     *
     * @throws KvorumException if the answer is an error; with its code, if it has one
     * @throws IllegalArgumentException if it is no answer
     */
    public static Bytes open(Bytes answer) {
        if (answer.isEmpty()) {
            throw new IllegalArgumentException("an answer of no bytes");
        }
        if (answer.get(0) == DONE) {
            return answer.slice(1, answer.length() - 1);
        }
        if (answer.get(0) != REFUSED || answer.length() < 2) {
            throw new IllegalArgumentException("an answer that begins with " + answer.get(0));
        }
        throw KvorumException.withText(
                StatusCode.ofNumber(answer.get(1)),
                answer.slice(2, answer.length() - 2).toUtf8());
    }
}

package io.kvorum.transport.grpc;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.kvorum.api.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** An answer as gRPC's framer takes it: its length first, then all at once. */
final class AnswerStream extends InputStream implements KnownLength, Drainable {
    /** Rows of a few hundred bytes are gathered to pieces of this size; each piece costs the framer one call. */
    private static final int PIECE_BYTES = 16 * 1024;

    private Answer<?> answer;
    private InputStream bytes;

    AnswerStream(Answer<?> answer) {
        this.answer = answer;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        if (answer == null) {
            return (int) bytes().transferTo(target);
        }
        int size = answer.encodedSize();
        CodedOutputStream out = CodedOutputStream.newInstance(target, Math.min(size, PIECE_BYTES));
        answer.encodeTo(out);
        out.flush();
        answer = null;
        return size;
    }

    @Override
    public int available() throws IOException {
        return answer == null ? bytes().available() : answer.encodedSize();
    }

    @Override
    public int read() throws IOException {
        return bytes().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return bytes().read(target, offset, length);
    }

    /** For readers that do not drain, such as a compressor. */
    private InputStream bytes() {
        if (bytes == null) {
            bytes = answer == null ? InputStream.nullInputStream() : new ByteArrayInputStream(answer.toByteArray());
            answer = null;
        }
        return bytes;
    }
}

package io.kvorum.transport.grpc.peer.wire;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What is written straight into the buffer of its connection: gRPC asks for the length and then for the bytes, once. */
public final class WireForm extends InputStream implements Drainable, KnownLength {
    private final int length;
    private Writer writer;
    private InputStream bytes;

    /** Writes all bytes. */
    @FunctionalInterface
    public interface Writer {
        void writeTo(OutputStream target) throws IOException;
    }

    /** @param length how many bytes {@code writer} writes */
    public WireForm(int length, Writer writer) {
        this.length = length;
        this.writer = writer;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        if (writer == null) {
            return (int) bytes().transferTo(target);
        }
        writer.writeTo(target);
        writer = null;
        return length;
    }

    @Override
    public int available() throws IOException {
        return writer == null ? bytes().available() : length;
    }

    @Override
    public int read() throws IOException {
        return bytes().read();
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        return bytes().read(target, offset, count);
    }

    /** For readers that do not drain. */
    private InputStream bytes() throws IOException {
        if (bytes == null) {
            ByteArrayOutputStream written = new ByteArrayOutputStream(length);
            if (writer != null) {
                writer.writeTo(written);
            }
            writer = null;
            bytes = new ByteArrayInputStream(written.toByteArray());
        }
        return bytes;
    }
}

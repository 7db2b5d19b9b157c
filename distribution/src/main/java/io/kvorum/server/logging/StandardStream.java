package io.kvorum.server.logging;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream of the process: who logs to it must not close it. */
final class StandardStream extends FilterOutputStream {
    StandardStream(OutputStream stream) {
        super(stream);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}

package io.kvorum.engine.snapshot;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Spools on the heap. */
public final class HeapSpools implements SpoolFiles {
    @Override
    public SpoolFile create(String name) {
        return new HeapSpool();
    }

    @Override
    public void deleteAll() {}

    private static final class HeapSpool implements SpoolFile {
        private byte[] content = new byte[0];

        @Override
        public void append(ByteBuffer bytes) {
            int before = content.length;
            content = Arrays.copyOf(content, before + bytes.remaining());
            bytes.get(content, before, bytes.remaining());
        }

        @Override
        public int read(long position, ByteBuffer target) {
            int length = (int) Math.min(target.remaining(), Math.max(0, content.length - position));
            target.put(content, (int) position, length);
            return length;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void delete() {
            content = new byte[0];
        }
    }
}

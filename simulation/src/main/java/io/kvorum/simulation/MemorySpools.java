package io.kvorum.simulation;

import io.kvorum.engine.snapshot.SpoolFile;
import io.kvorum.engine.snapshot.SpoolFiles;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Spools in memory: they do not outlive their node, as its real ones are dropped at its next start. */
final class MemorySpools implements SpoolFiles {
    @Override
    public SpoolFile create(String name) {
        return new MemorySpool();
    }

    @Override
    public void deleteAll() {
        // Each life of a node has spools of its own, so there is nothing to find.
    }

    private static final class MemorySpool implements SpoolFile {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public void append(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            content.writeBytes(copy);
        }

        @Override
        public int read(long position, ByteBuffer target) {
            byte[] all = content.toByteArray();
            int length = (int) Math.min(target.remaining(), Math.max(0, all.length - position));
            target.put(all, (int) position, length);
            return length;
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public void delete() {
            content.reset();
        }
    }
}

package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.storage.StorageCorruptionException;
import io.kvorum.spi.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/** The file of all rows: for each its keyspace, key and value with their lengths; a checksum of everything at the end. */
final class RowFile {
    private static final int CHECKSUM_BYTES = 8;

    private final Path directory;
    private final Path file;

    RowFile(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new ComponentException("cannot make " + directory + ": " + failure, failure);
        }
        this.directory = directory;
        this.file = directory.resolve("rows");
    }

    long size() {
        return file.toFile().length();
    }

    RowMaps read() {
        RowMaps rows = new RowMaps();
        if (!Files.exists(file)) {
            return rows;
        }
        try {
            byte[] content = Files.readAllBytes(file);
            ByteBuffer in = ByteBuffer.wrap(content);
            int end = content.length - CHECKSUM_BYTES;
            if (end < 0 || in.getLong(end) != checksum(content, end)) {
                throw new StorageCorruptionException(file + " is damaged: its checksum is wrong", null); // STO-8
            }
            while (in.position() < end) {
                rows.set(part(in).toUtf8(), part(in), part(in));
            }
            return rows;
        } catch (IOException failure) {
            throw new StorageException("cannot read " + file, failure);
        }
    }

    private static Bytes part(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return Bytes.wrap(bytes);
    }

    /** Returns when the new content would survive a loss of power. */
    void replace(RowMaps rows) {
        Path draft = directory.resolve("rows.draft");
        try {
            Files.write(draft, encode(rows));
            force(draft, StandardOpenOption.WRITE);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(directory, StandardOpenOption.READ);
        } catch (IOException failure) {
            throw new StorageException("cannot write " + file, failure);
        }
    }

    private static void force(Path path, StandardOpenOption mode) throws IOException {
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }

    private static byte[] encode(RowMaps rows) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(content);
        for (Map.Entry<String, Map<Bytes, Bytes>> keyspace : rows.all().entrySet()) {
            for (Map.Entry<Bytes, Bytes> row : keyspace.getValue().entrySet()) {
                write(out, Bytes.utf8(keyspace.getKey()));
                write(out, row.getKey());
                write(out, row.getValue());
            }
        }
        out.writeLong(checksum(content.toByteArray(), content.size()));
        return content.toByteArray();
    }

    private static void write(DataOutputStream out, Bytes part) throws IOException {
        out.writeInt(part.length());
        out.write(part.array(), part.offset(), part.length());
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return checksum.getValue();
    }
}
// endregion

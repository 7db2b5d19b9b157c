package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.tck.WriteAheadLogContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The log of the page keeps the rules that every log keeps. */
final class SingleFileContractTest extends WriteAheadLogContract {
    @Override
    protected WalFactory factory() {
        return new SingleFilePlugin.Factory();
    }

    /** Optional: says how to tear the tail, so that WAL-5 is tested too. */
    @Override
    protected boolean tearTail(Path directory) {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("records").toFile(), "rw")) {
            file.setLength(file.length() - 1);
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
// endregion

package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.tck.StorageBackendContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The storage of the page keeps the rules that every storage keeps. */
final class WholeFileContractTest extends StorageBackendContract {
    @Override
    protected StorageFactory factory() {
        return new WholeFilePlugin.Factory();
    }

    /** The file never holds dead rows, so there is nothing to give back. */
    @Override
    protected boolean givesSpaceBack() {
        return false;
    }

    /** Optional: says how to damage a row, so that STO-8 is tested too. */
    @Override
    protected boolean damage(Path directory) {
        Path file = directory.resolve("rows");
        try {
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 1;
            Files.write(file, content);
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
// endregion

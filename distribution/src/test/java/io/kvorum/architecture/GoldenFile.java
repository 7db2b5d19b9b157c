package io.kvorum.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text that is kept beside the code and must change only on purpose. Run the tests with
 * {@code -Dkvorum.golden.rewrite=true} to write what is true now, and look at the difference.
 *
 * @param path from the root of the project
 */
record GoldenFile(String path) {
    void assertSame(String text) {
        Path file = Path.of("..").resolve(path);
        try {
            if (Boolean.getBoolean("kvorum.golden.rewrite")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(Files.readString(file))
                    .as("%s; if the change is meant, run the test with -Dkvorum.golden.rewrite=true", path)
                    .isEqualTo(text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

package io.kvorum.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A copy of a directory beside it: what a process that was killed would leave. */
final class DirectoryCopy {
    private DirectoryCopy() {}

    static Path of(Path directory) {
        try {
            Path copy = Files.createTempDirectory(directory.toAbsolutePath().getParent(), "crashed");
            Files.walkFileTree(directory, new Copier(directory, copy));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + directory, e);
        }
    }

    private static final class Copier extends SimpleFileVisitor<Path> {
        private final Path from;
        private final Path to;

        Copier(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory).toString()));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
            return FileVisitResult.CONTINUE;
        }
    }
}

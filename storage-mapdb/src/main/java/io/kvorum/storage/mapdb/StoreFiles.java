package io.kvorum.storage.mapdb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the backend asks of a file system; a seam so that tests can lose, refuse and damage. */
interface StoreFiles {
    /** Makes a directory that only its owner can enter; no error if it is there. */
    void createDirectory(Path directory) throws IOException;

    /** Opens for reading and writing; makes a file that only its owner can read if it is missing. */
    StoreFile open(Path file) throws IOException;

    boolean exists(Path path) throws IOException;

    /** Names in a directory, sorted. */
    List<String> list(Path directory) throws IOException;

    /** Moves a file or directory; a file at the target is replaced in one step. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file, or a directory with the files in it; no error if it is missing. */
    void delete(Path path) throws IOException;

    /** Makes the names in a directory durable. */
    void syncDirectory(Path directory) throws IOException;
}

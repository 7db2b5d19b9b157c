package io.kvorum.server.directory;

import io.kvorum.server.directory.NodeIdentity.Stage;
import io.kvorum.spi.ComponentException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An open data directory: it exists, it is ours, and nobody else uses it until {@link #close}. One thread; the identity may
 * be read and written by any.
 *
 * <p>It holds {@code kvorum.identity} (format, ids and the parts that wrote the data), {@code kvorum.lock}, and one
 * directory per part. All directories have mode 0700, all files 0600.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String IDENTITY = "kvorum.identity";
    private static final String LOCK = "kvorum.lock";
    private static final Set<String> NOT_OURS_BUT_HARMLESS = Set.of("lost+found");

    private final Path directory;
    private final Optional<Path> walDirectory;
    private final DirectoryLock lock;
    private final List<String> warnings;
    private Optional<NodeIdentity> identity;

    private DataDirectory(
            Path directory,
            Optional<Path> walDirectory,
            DirectoryLock lock,
            List<String> warnings,
            Optional<NodeIdentity> identity) {
        this.directory = directory;
        this.walDirectory = walDirectory;
        this.lock = lock;
        this.warnings = List.copyOf(warnings);
        this.identity = identity;
    }

    /**
     * Makes the directory if it is missing, and locks it. Blocks.
     *
     * @param walDirectory where the log is to be, if not inside
     * @throws ComponentException if it cannot be used: no access (C67), in use, another program's, or damaged
     */
    public static DataDirectory open(Path directory, Optional<Path> walDirectory) {
        DirectoryLock lock = null;
        try {
            OwnerOnly.createDirectories(directory);
            refuseOtherPrograms(directory);
            lock = DirectoryLock.take(directory, directory.resolve(LOCK));
            walDirectory.ifPresent(DataDirectory::prepareWalDirectory);
            return new DataDirectory(
                    directory, walDirectory, lock, oddities(directory), readIdentity(directory.resolve(IDENTITY)));
        } catch (IOException failure) {
            giveBack(lock);
            throw inaccessible(directory, failure);
        } catch (RuntimeException failure) {
            giveBack(lock);
            throw failure;
        }
    }

    private static void giveBack(DirectoryLock lock) {
        if (lock != null) {
            lock.close();
        }
    }

    private static void prepareWalDirectory(Path directory) {
        try {
            OwnerOnly.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                throw new IOException(directory + " is read-only");
            }
        } catch (IOException failure) {
            throw new ComponentException("cannot write to WAL directory: " + failure, failure);
        }
    }

    private static void refuseOtherPrograms(Path directory) throws IOException {
        if (Files.exists(directory.resolve(IDENTITY))) {
            return;
        }
        if (Files.isDirectory(directory.resolve("member"))) {
            throw new ComponentException(directory + " is a data directory of etcd, which Kvorum does not read. To take"
                    + " the data over, save a snapshot from the running etcd (etcdctl snapshot save) and restore it into"
                    + " a new directory (kvorumutl snapshot restore)");
        }
        Set<String> foreign = namesIn(directory);
        foreign.removeAll(NOT_OURS_BUT_HARMLESS);
        foreign.removeIf(name -> name.equals(LOCK) || name.equals(IDENTITY + ".draft"));
        if (!foreign.isEmpty()) {
            throw new ComponentException(directory + " is not empty and was not made by Kvorum (it holds "
                    + foreign.stream().limit(5).collect(Collectors.joining(", "))
                    + "); choose another directory with --data-dir");
        }
    }

    private static List<String> oddities(Path directory) throws IOException {
        List<String> warnings = new ArrayList<>();
        String mode = OwnerOnly.modeOf(directory);
        if (!mode.isEmpty() && !mode.equals("rwx------")) {
            warnings.add("data directory " + directory + " has mode " + mode + "; rwx------ (0700) keeps others out");
        }
        return warnings;
    }

    private static Set<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Optional<NodeIdentity> readIdentity(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(NodeIdentity.decode(Files.readString(file), file.toString()))
                : Optional.empty();
    }

    /** Whose data these are; empty in a new directory. */
    public synchronized Optional<NodeIdentity> identity() {
        return identity;
    }

    /** Keeps an identity durably; returns when it would survive a power loss. */
    public synchronized void write(NodeIdentity newIdentity) {
        try {
            OwnerOnly.replace(directory.resolve(IDENTITY), newIdentity.encode());
            identity = Optional.of(newIdentity);
        } catch (IOException failure) {
            throw new ComponentException("cannot write to data directory " + directory + ": " + failure, failure);
        }
    }

    /** Keeps durably that the first start has come this far, unless it had before. There is an identity. */
    public synchronized void reach(Stage stage) {
        NodeIdentity present = identity.orElseThrow();
        if (present.stage().compareTo(stage) < 0) {
            write(present.at(stage));
        }
    }

    private static ComponentException inaccessible(Path directory, IOException failure) {
        String reason = failure.toString();
        if (failure instanceof FileAlreadyExistsException) {
            reason = "there is a file of this name";
        } else if (failure instanceof AccessDeniedException) {
            reason = "permission denied";
        } else if (failure instanceof FileSystemException refused) {
            reason = refused.getReason() == null ? "it cannot be made there" : refused.getReason();
        }
        return new ComponentException("cannot access data directory " + directory + ": " + reason, failure);
    }

    /** The directory itself. */
    public Path root() {
        return directory;
    }

    /** The directory of one part, made if missing. */
    public Path of(String part) {
        Path path = part.equals("wal") && walDirectory.isPresent() ? walDirectory.get() : directory.resolve(part);
        try {
            OwnerOnly.createDirectories(path);
            return path;
        } catch (IOException failure) {
            throw inaccessible(path, failure);
        }
    }

    /** Whether one part has no files. */
    public boolean isEmpty(String part) {
        Path path = of(part);
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        } catch (IOException failure) {
            throw inaccessible(path, failure);
        }
    }

    /** What was odd about it; for the log. */
    public List<String> warnings() {
        return warnings;
    }

    /** Lets others in; may be repeated. */
    @Override
    public void close() {
        lock.close();
    }
}

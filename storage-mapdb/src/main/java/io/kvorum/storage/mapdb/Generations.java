package io.kvorum.storage.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The backend's directory: stores in {@code gen-1}, {@code gen-2}, …, and a file {@code CURRENT} that names the one that
 * counts. What it does not name is left over from something that a crash cut short, and goes.
 */
final class Generations {
    private static final String CURRENT = "CURRENT";
    private static final String CURRENT_NEXT = "CURRENT.next";
    private static final String PREFIX = "gen-";
    private static final Pattern CONTENT = Pattern.compile("gen-([1-9][0-9]{0,17})\n");

    private final StoreFiles files;
    private final Path root;
    private long current;
    private long allocated;

    Generations(StoreFiles files, Path root) {
        this.files = files;
        this.root = root;
    }

    /** The directory of the store that counts; null if there never was one. */
    Path current() throws IOException {
        if (!files.exists(root.resolve(CURRENT))) {
            refuseUsedStores();
            return null;
        }
        ByteBuffer content = ByteBuffer.allocate(64);
        try (StoreFile file = files.open(root.resolve(CURRENT))) {
            file.read(content, 0);
        }
        Matcher name = CONTENT.matcher(new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII));
        if (!name.matches()) {
            throw new StorageFileDamage(root.resolve(CURRENT).toString(), 0, "it does not name a store");
        }
        current = Long.parseLong(name.group(1));
        Path directory = directory(current);
        if (!files.exists(directory)) {
            throw new StorageFileDamage(root.resolve(CURRENT).toString(), 0, directory + " is missing");
        }
        return directory;
    }

    /** A store that was in use cannot be what a crash during the first start left: its name in CURRENT got lost. */
    private void refuseUsedStores() throws IOException {
        for (String name : files.list(root)) {
            Path file = root.resolve(name).resolve(PageStore.JOURNAL);
            if (!name.startsWith(PREFIX) || !files.exists(file)) {
                continue;
            }
            try (Journal journal = new Journal(files.open(file), file.toString())) {
                if (journal.hasHead() && journal.wasUsed()) {
                    throw new StorageFileDamage(
                            root.resolve(CURRENT).toString(), 0, "it is missing, but there are rows in " + name);
                }
            }
        }
    }

    /** Deletes stores that do not count. */
    void deleteOthers() throws IOException {
        String kept = PREFIX + current;
        for (String name : files.list(root)) {
            if (name.startsWith(PREFIX) && !name.equals(kept) || name.equals(CURRENT_NEXT)) {
                files.delete(root.resolve(name));
            }
        }
    }

    /** A directory for one more store, never given out before. Any thread. */
    synchronized Path allocate() {
        allocated = Math.max(allocated, current) + 1;
        return directory(allocated);
    }

    /** Lets the store in {@code directory} count from now on, durably; one step for whoever looks after a crash. */
    synchronized void switchTo(Path directory) throws IOException {
        String name = directory.getFileName().toString();
        Path next = root.resolve(CURRENT_NEXT);
        files.delete(next);
        try (StoreFile file = files.open(next)) {
            file.write(ByteBuffer.wrap((name + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            file.sync();
        }
        files.syncDirectory(root);
        files.rename(next, root.resolve(CURRENT));
        files.syncDirectory(root);
        current = Long.parseLong(name.substring(PREFIX.length()));
    }

    private Path directory(long of) {
        return root.resolve(PREFIX + of);
    }
}

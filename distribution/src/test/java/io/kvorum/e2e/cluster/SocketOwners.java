package io.kvorum.e2e.cluster;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the process at the other end of a loopback connection, from what Linux shows under {@code /proc}. All members
 * connect from the same address, so this is the only way to tell them apart from outside.
 */
final class SocketOwners {
    private static final int NOBODY = -1;
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;

    private SocketOwners() {}

    /** The process that connects from a local port; -1 if it cannot be told. */
    static long processOf(int localPort) {
        try {
            Set<String> links = new HashSet<>();
            for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                collect(Path.of(table), localPort, links);
            }
            return links.isEmpty() ? NOBODY : holderOf(links);
        } catch (IOException | DirectoryIteratorException unreadable) {
            return NOBODY;
        }
    }

    private static void collect(Path table, int localPort, Set<String> links) throws IOException {
        if (!Files.exists(table)) {
            return;
        }
        String ending = ":" + String.format("%04X", localPort);
        for (String line : Files.readAllLines(table)) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > INODE && fields[LOCAL_ADDRESS].endsWith(ending) && !fields[INODE].equals("0")) {
                links.add("socket:[" + fields[INODE] + "]");
            }
        }
    }

    private static long holderOf(Set<String> links) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), links)) {
                    return Long.parseLong(process.getFileName().toString());
                }
            }
        }
        return NOBODY;
    }

    private static boolean holds(Path descriptors, Set<String> links) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                if (links.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
            return false;
        }
        return false;
    }

    /** Empty if it was closed just now: the process has others. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}

package io.kvorum.server.plugin;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.KvorumPlugin;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Finds plug-ins: on the class path, and in a folder where each jar is one plug-in, and each folder with jars is one
 * plug-in with its libraries. Those in the folder get class loaders of their own (see {@link PluginClassLoader}).
 */
public final class PluginLoader {
    private PluginLoader() {}

    /**
     * All plug-ins, in the order in which they were found.
     *
     * @param server the class loader of the server
     * @param folder where to look for jars besides; a folder that does not exist is an error
     */
    public static List<KvorumPlugin> load(ClassLoader server, Optional<Path> folder) {
        List<KvorumPlugin> plugins = new ArrayList<>(loadServices(server, "the class path"));
        folder.ifPresent(path -> entries(path).forEach(entry -> plugins.addAll(loadEntry(entry, server))));
        return plugins;
    }

    private static List<KvorumPlugin> loadEntry(Path entry, ClassLoader server) {
        URL[] jars = (Files.isDirectory(entry) ? jarsIn(entry) : List.of(entry))
                .stream().map(PluginLoader::toUrl).toArray(URL[]::new);
        List<KvorumPlugin> found = loadServices(new PluginClassLoader(entry, jars, server), entry.toString());
        if (found.isEmpty()) {
            throw new ComponentException(
                    entry + " is in the folder of plug-ins but names no plug-in in META-INF/services/"
                            + KvorumPlugin.class.getName());
        }
        return found;
    }

    private static List<KvorumPlugin> loadServices(ClassLoader loader, String place) {
        try {
            return ServiceLoader.load(KvorumPlugin.class, loader).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError | LinkageError broken) {
            throw new ComponentException("a plug-in in " + place + " cannot be loaded: " + broken.getMessage(), broken);
        }
    }

    private static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ComponentException("the folder of plug-ins " + folder + " (--plugin-dir) does not exist");
        }
        return list(folder).stream()
                .filter(entry -> isJar(entry)
                        || Files.isDirectory(entry) && !jarsIn(entry).isEmpty())
                .toList();
    }

    private static List<Path> jarsIn(Path folder) {
        return list(folder).stream().filter(PluginLoader::isJar).toList();
    }

    private static boolean isJar(Path file) {
        return Files.isRegularFile(file) && file.getFileName().toString().endsWith(".jar");
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException unreadable) {
            throw new ComponentException(
                    "the folder of plug-ins " + folder + " cannot be read: " + unreadable, unreadable);
        }
    }

    private static URL toUrl(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException("a file has a URL", impossible);
        }
    }
}
